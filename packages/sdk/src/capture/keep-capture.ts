import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pcapngPieces, spareBytes, type WrittenSection } from '@underlay/packet'
import type { Cluster } from '../cluster/cluster.ts'
import { runPlace } from '../cluster/run-place.ts'
import type { Capture } from './capture.ts'
import { startComment } from './capture-head.ts'
import { mergeTaps, type TapRecord } from './merge-taps.ts'
import { removeDeadDrafts } from './remove-dead-drafts.ts'
import { vxlanPortsOf } from './vxlan-ports.ts'

/** What is known of a capture besides its taps. */
export interface CaptureContext {
  readonly cluster: Cluster
  readonly file: string
  /** ISO 8601 */
  readonly startedAt: string
}

/** The path of a capture's file. */
export function captureFile(cluster: Pick<Cluster, 'name'>, name: string): string {
  return join(captureFolder(cluster), `${name.replaceAll(/[^\w.-]+/g, '-')}.pcapng`)
}

/** Where the captures of a lab are kept. */
export function captureFolder({ name }: Pick<Cluster, 'name'>): string {
  return join('.underlay', name, 'captures')
}

/** What a capture's file says of where it comes from. */
export function describeSection(
  { cluster, startedAt }: Omit<CaptureContext, 'file'>,
  limited?: string,
): WrittenSection {
  const { lab, engine, host, kernel, cni } = runPlace(cluster)
  return {
    comments: [
      `underlay lab=${lab} engine=${engine} host=${host} kernel=${kernel} cni=${cni}`,
      startComment(startedAt),
      ...(limited === undefined ? [] : [`limited: ${limited}`]),
    ],
    hardware: `${host} (${cluster.host.accelerator})`,
    os: `Linux ${kernel}`,
    application: 'Underlay',
  }
}

/** Writes a capture's file, beside its place and then renamed into it. */
export async function keepCapture(
  context: CaptureContext,
  records: readonly TapRecord[],
  limited: string | undefined,
): Promise<Capture> {
  const { cluster, file } = context
  const merged = mergeTaps(records)
  const pieces = pcapngPieces({
    ...describeSection(context, limited),
    spareBytes,
    interfaces: records.map(({ described, linkType, received, dropped }) => ({
      ...described,
      linkType,
      received,
      dropped,
    })),
    packets: merged.packets,
  })
  await mkdir(dirname(file), { recursive: true })
  await removeDeadDrafts(dirname(file))
  await writeFile(`${file}.${process.pid}`, pieces)
  await rename(`${file}.${process.pid}`, file)
  return {
    ...merged,
    ...vxlanPortsOf(cluster.cni),
    ...context,
    ...(limited !== undefined && { limited }),
    seen: total(records.map(({ received }) => received)),
    dropped: total(records.map(({ dropped }) => dropped)),
  }
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
