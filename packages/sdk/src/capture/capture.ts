import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TappedCapture } from '@underlay/evidence'
import { writePcapng } from '@underlay/packet'
import type { Cluster } from '../cluster/cluster.ts'
import { armTap, type ArmedTap } from './armed-tap.ts'
import { kernelBufferBytes } from './kernel-buffer.ts'
import { mergeTaps } from './merge-taps.ts'
import { parseTap } from './tap.ts'

/** Packets of several taps in one clock, with what is needed to judge them. */
export interface Capture extends TappedCapture {
  readonly cluster: Cluster
  /** The pcapng file, one interface block a tap. */
  readonly file: string
  /** Packets that the kernel counted at all taps, and those of them that are not in `packets`. */
  readonly seen: number
  readonly dropped: number
}

/** A capture that runs; disposing it ends it and keeps nothing. */
export interface LiveCapture extends AsyncDisposable {
  /** Ends the capture. Calling it again gives the same result. */
  stop(): Promise<Capture>
}

export interface CaptureOptions {
  /** The file's name without its ending; default: the taps and the time. */
  readonly name?: string
  /** libpcap's language. `icmp` does not match ICMP inside of IPIP, nor ICMP of IPv6, which is `icmp6`. */
  readonly filter?: string
  /** Bytes kept of each packet, default 65535; fewer let a tap keep up with more packets. */
  readonly snapLengthBytes?: number
  /**
   * Bytes of the kernel's buffer of each tap, default 32 MiB, less when more than four taps share 128 MiB. Each packet on its way
   * takes a slot of the snap length: a short snap length makes room for a burst without more memory.
   */
  readonly bufferBytes?: number
}

/**
 * Captures at several taps at once: arms every tap, runs the action, waits for every packet, stops.
 *
 * @param taps `place:interface`, as in `control-plane:net0`, `gw0:eth1`, `pod/app-worker2:eth0`.
 * @returns the capture, with what the action returned as `result`; without an action a {@link LiveCapture} with `stop()`. The file is
 *   `.underlay/<lab>/captures/<name>.pcapng`; it names engine, host and kernel.
 * @throws LabError when a tap is not of that form.
 * @throws UnknownNameError when there is no such place or interface.
 * @throws CommandError when tcpdump refuses the filter.
 * @example
 * const cap = await capture(cluster, ['control-plane:net0', 'gw0:eth1'], () => ping(app.on('control-plane'), app.on('worker2')))
 */
export async function capture<T>(
  cluster: Cluster,
  taps: readonly string[],
  action: () => Promise<T>,
  options?: CaptureOptions,
): Promise<Capture & { readonly result: T }>
export async function capture(
  cluster: Cluster,
  taps: readonly string[],
  action?: undefined,
  options?: CaptureOptions,
): Promise<LiveCapture>
export async function capture(
  cluster: Cluster,
  taps: readonly string[],
  action?: () => Promise<unknown>,
  options: CaptureOptions = {},
): Promise<Capture | (Capture & { readonly result: unknown }) | LiveCapture> {
  const parsed = taps.map(parseTap)
  const { filter, snapLengthBytes = 65_535, bufferBytes = kernelBufferBytes(taps.length) } = options
  const arming = await Promise.allSettled(
    parsed.map((tap) => armTap(cluster.internals, tap, { filter, snapLengthBytes, bufferBytes })),
  )
  const armed = arming.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
  const refused = arming.find((outcome) => outcome.status === 'rejected')
  if (refused !== undefined) {
    await Promise.allSettled(armed.map((tap) => tap.stop()))
    throw refused.reason
  }
  const live = liveCapture(cluster, armed, options.name ?? defaultName(taps))
  if (action === undefined) return live
  try {
    const result = await action()
    return { ...(await live.stop()), result }
  } finally {
    await live[Symbol.asyncDispose]()
  }
}

function liveCapture(cluster: Cluster, armed: readonly ArmedTap[], name: string): LiveCapture {
  let records: ReturnType<typeof stopAll> | undefined
  let result: Promise<Capture> | undefined
  const stopAll = () => Promise.all(armed.map((tap) => tap.stop()))
  const ended = () => (records ??= stopAll())
  return {
    stop: () => (result ??= ended().then((taps) => keep(cluster, taps, name))),
    [Symbol.asyncDispose]: async () => void (await ended()),
  }
}

async function keep(cluster: Cluster, records: Parameters<typeof mergeTaps>[0], name: string): Promise<Capture> {
  const { kind, kernel, accelerator } = cluster.host
  const merged = mergeTaps(records)
  const bytes = writePcapng({
    comments: [
      `underlay lab=${cluster.name} engine=${cluster.engine} host=${kind} kernel=${kernel} cni=${cluster.cni === undefined ? 'none' : `${cluster.cni.how} ${cluster.cni.name}`}`,
    ],
    hardware: `${kind} (${accelerator})`,
    os: `Linux ${kernel}`,
    application: 'Underlay',
    interfaces: merged.interfaces.map(({ tap, linkType, snapLength, received, dropped }) => ({
      name: tap,
      description: `tcpdump in ${cluster.name}`,
      linkType,
      snapLength,
      received,
      dropped,
    })),
    packets: merged.packets,
  })
  const folder = join('.underlay', cluster.name, 'captures')
  await mkdir(folder, { recursive: true })
  const file = join(folder, `${name.replaceAll(/[^\w.-]+/g, '-')}.pcapng`)
  await writeFile(`${file}.${process.pid}`, bytes)
  await rename(`${file}.${process.pid}`, file)
  const ports = new Set(cluster.cni?.pools.flatMap(({ tunnel }) => tunnel?.port ?? []))
  return {
    ...merged,
    ...(ports.size > 0 && { vxlanPorts: [...ports] }),
    cluster,
    file,
    seen: total(records.map(({ received }) => received)),
    dropped: total(records.map(({ dropped }) => dropped)),
  }
}

function defaultName(taps: readonly string[]): string {
  return `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${taps[0] ?? 'none'}`
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
