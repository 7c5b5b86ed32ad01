import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Writable } from 'node:stream'
import type { TappedCapture } from '@underlay/evidence'
import type { Cluster } from '../cluster/cluster.ts'
import { armTaps } from './arm-taps.ts'
import { describeTap } from './describe-tap.ts'
import { captureFile, describeSection, type CaptureContext } from './keep-capture.ts'
import { kernelBufferBytes } from './kernel-buffer.ts'
import { checkLimits, ringTotal, type CaptureLimits } from './limits.ts'
import { startCapture, type RunningCapture } from './live-capture.ts'
import { createLivePcapng, type DescribedTap, type LivePcapng } from './live-pcapng.ts'
import { createPacketLog, type LivePacket } from './packet-log.ts'
import { createRingFiles, ringPath } from './ring-files.ts'
import { parseTap, type Tap } from './tap.ts'

/** Packets of several taps in one clock, with what is needed to judge them. */
export interface Capture extends TappedCapture {
  readonly cluster: Cluster
  /** The pcapng file, one interface block a tap. */
  readonly file: string
  /** When its taps were to be armed, ISO 8601. */
  readonly startedAt: string
  /** Packets that the kernel counted at all taps, and those of them that are not in `packets`. */
  readonly seen: number
  readonly dropped: number
  /** Which limits the capture has reached, in words; absent when none. */
  readonly limited?: string
}

/** A capture that runs, and keeps its packets in memory; disposing it ends it. What is only to pass by is for `streamTaps`. */
export interface LiveCapture extends AsyncDisposable, AsyncIterable<LivePacket> {
  /** Ends the capture. Calling it again gives the same result. */
  stop(): Promise<Capture>
  /**
   * The packets as they come, from the first that is kept; ends with the capture. A loop that is left changes nothing, and
   * there may be several.
   */
  [Symbol.asyncIterator](): AsyncIterator<LivePacket>
  /**
   * Writes a pcapng as the packets come, until the capture ends or nobody reads any more; the stream stays open.
   *
   * @throws the stream's own error, when it is not that its reader is gone.
   * @example
   * await live.writeTo(process.stdout) // zx script.mts | wireshark -k -i -
   */
  writeTo(output: Writable): Promise<void>
}

/** How to capture, and for how long. */
export interface CaptureOptions extends CaptureLimits {
  /** The file's name without its ending; default: the taps and the time. */
  readonly name?: string
  /** libpcap's language. `icmp` does not match ICMP inside of IPIP, nor ICMP of IPv6, which is `icmp6`. */
  readonly filter?: string
  /**
   * Bytes kept of each packet, default 9216: all of a jumbo frame, not of a TCP segment that offload has still to cut. Fewer let a
   * tap keep up with more packets.
   */
  readonly snapLengthBytes?: number
  /**
   * Bytes of the kernel's buffer of each tap, default 32 MiB, less when more than eight taps share 256 MiB. Each packet on its way
   * takes a slot of the snap length, in a block of whole pages, the next power of two: 16 KiB by default, so that 32 MiB hold 2048
   * packets. A short snap length makes room for a burst without more memory.
   */
  readonly bufferBytes?: number
}

/**
 * Captures at several taps at once: arms every tap, runs the action, waits for every packet, stops.
 *
 * A limit that is reached before the action ends cuts the capture (`truncated`), what a ring discards counts as dropped: no
 * verdict passes on either. Without an action a limit of time or packets is the end that was asked for; `limited` says so.
 *
 * @param taps `place:interface`, as in `control-plane:net0`, `gw0:eth1`, `pod/app-worker2:eth0`.
 * @returns the capture, with what the action returned as `result`; without an action a {@link LiveCapture} with `stop()`. The file is
 *   `.underlay/<lab>/captures/<name>.pcapng`; it names engine, host and kernel.
 * @throws LabError when a tap is not of that form, or a limit is none.
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
  checkLimits(options)
  const running = await arm(cluster, parsed, options)
  if (action === undefined) return running
  try {
    const result = await action()
    const isCut = running.hasEnded
    const captured = await running.stop()
    // What the action did after the limit nobody has seen.
    return { ...captured, ...(isCut && { truncated: captured.limited ?? '' }), result }
  } finally {
    await running[Symbol.asyncDispose]()
  }
}

// The kernel keeps a slot of that size for each packet on its way: with 65535 a TCP transfer overruns 32 MiB.
export const defaultSnapLengthBytes = 9216

async function arm(cluster: Cluster, taps: readonly Tap[], options: CaptureOptions): Promise<RunningCapture> {
  const { filter, snapLengthBytes = defaultSnapLengthBytes, bufferBytes = kernelBufferBytes(taps.length) } = options
  const names = taps.map(({ place, device }) => `${place}:${device}`)
  const startedAt = new Date().toISOString()
  const context = { cluster, startedAt, file: captureFile(cluster, options.name ?? defaultName(startedAt, names)) }
  const model = cluster.internals.model()
  const described = taps.map((tap, id) => ({
    name: names[id] ?? '',
    description: describeTap(model, tap),
    snapLength: snapLengthBytes,
  }))
  const ring = ringOf(context, described, options)
  let running: RunningCapture | undefined
  const log = createPacketLog({
    taps: names,
    keepBytes: ringTotal(options),
    limit: options.packets,
    onPackets: ring?.write,
    onFull: () => void running?.end().catch(() => {}),
  })
  const settings = { filter, snapLengthBytes, bufferBytes }
  const armed = await armTaps(cluster.internals, taps, settings, log.append).catch((error: unknown) => {
    ring?.remove()
    throw error
  })
  running = startCapture({ context, armed, described, log, limits: options, ring })
  if (log.isFull) running.end().catch(() => {})
  return running
}

function ringOf(context: CaptureContext, described: readonly DescribedTap[], options: CaptureOptions) {
  const { ringBytes, ringFiles } = options
  if (ringBytes === undefined || ringFiles === undefined) return undefined
  const start = (): LivePcapng => createLivePcapng(describeSection(context), described)
  mkdirSync(dirname(context.file), { recursive: true })
  const pathOf = (count: number): string => ringPath(context.file, count)
  return createRingFiles({ pathOf, fileBytes: ringBytes, files: ringFiles, start })
}

function defaultName(startedAt: string, taps: readonly string[]): string {
  return `${startedAt.replaceAll(/[:.]/g, '-')}-${taps[0] ?? 'none'}`
}
