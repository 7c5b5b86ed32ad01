import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { spareBytes, writePcapng, type WrittenSection } from '@underlay/packet'
import type { Cluster } from '../cluster/cluster.ts'
import type { Capture } from './capture.ts'
import { mergeTaps, type TapRecord } from './merge-taps.ts'
import { startComment } from './note-verdict.ts'

/** What is known of a capture besides its taps. */
export interface CaptureContext {
  readonly cluster: Cluster
  readonly file: string
  /** ISO 8601 */
  readonly startedAt: string
}

/** The path of a capture's file. */
export function captureFile(cluster: Pick<Cluster, 'name'>, name: string): string {
  return join('.underlay', cluster.name, 'captures', `${name.replaceAll(/[^\w.-]+/g, '-')}.pcapng`)
}

/** What a capture's file says of where it comes from. */
export function describeSection(
  { cluster, startedAt }: Omit<CaptureContext, 'file'>,
  limited?: string,
): WrittenSection {
  const { kind, kernel, accelerator } = cluster.host
  const cni = cluster.cni === undefined ? 'none' : `${cluster.cni.how} ${cluster.cni.name}`
  return {
    comments: [
      `underlay lab=${cluster.name} engine=${cluster.engine} host=${kind} kernel=${kernel} cni=${cni}`,
      startComment(startedAt),
      ...(limited === undefined ? [] : [`limited: ${limited}`]),
    ],
    hardware: `${kind} (${accelerator})`,
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
  const bytes = writePcapng({
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
  await writeFile(`${file}.${process.pid}`, bytes)
  await rename(`${file}.${process.pid}`, file)
  const ports = new Set(cluster.cni?.pools.flatMap(({ tunnel }) => tunnel?.port ?? []))
  return {
    ...merged,
    ...(ports.size > 0 && { vxlanPorts: [...ports] }),
    ...context,
    ...(limited !== undefined && { limited }),
    seen: total(records.map(({ received }) => received)),
    dropped: total(records.map(({ dropped }) => dropped)),
  }
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
