import type { Writable } from 'node:stream'
import type { ArmedTap, TapCount } from './armed-tap.ts'
import type { Capture, LiveCapture } from './capture.ts'
import { describeSection, keepCapture, type CaptureContext } from './keep-capture.ts'
import { describeReached, type CaptureLimits } from './limits.ts'
import { createLivePcapng, type DescribedTap } from './live-pcapng.ts'
import type { TapRecord } from './merge-taps.ts'
import type { PacketLog } from './packet-log.ts'
import type { RingFiles } from './ring-files.ts'
import { writeLive } from './write-live.ts'

/** All that a capture consists of, once its taps are armed. */
export interface CaptureParts {
  readonly context: CaptureContext
  readonly armed: readonly ArmedTap[]
  readonly described: readonly DescribedTap[]
  readonly log: PacketLog
  readonly limits: CaptureLimits
  readonly ring: RingFiles | undefined
}

/** A capture that runs, as the SDK itself sees it. */
export interface RunningCapture extends LiveCapture {
  /** Ends the taps; whoever wants the capture calls `stop`. */
  end(): Promise<unknown>
  /** Whether a limit has ended the capture by itself. */
  readonly hasEnded: boolean
}

export function startCapture(parts: CaptureParts): RunningCapture {
  const { context, armed, described, log, limits, ring } = parts
  let records: Promise<readonly TapRecord[]> | undefined
  let result: Promise<Capture> | undefined
  let isOver = false
  const clock =
    limits.durationMs === undefined
      ? undefined
      : setTimeout(() => {
          isOver = true
          end().catch(() => {})
        }, limits.durationMs)

  async function stopAll(): Promise<readonly TapRecord[]> {
    clearTimeout(clock)
    const counts = await Promise.all(armed.map((tap) => tap.stop())).catch((error: unknown) => {
      // Whoever iterates is not to wait for a tap that is gone.
      log.end(armed.map(() => Infinity))
      throw error
    })
    const { isFull } = log
    const kept = log.end(counts.map(({ wanted }) => wanted))
    return armed.map((tap, id) => record(tap, counts[id] as TapCount, kept[id] as (typeof kept)[number], id, isFull))
  }

  function record(
    tap: ArmedTap,
    count: TapCount,
    kept: ReturnType<PacketLog['end']>[number],
    id: number,
    isFull: boolean,
  ) {
    const { packets, discarded } = kept
    // What came after the last packet of a full log did not get lost.
    const received = isFull ? packets.length + discarded + count.lost : count.received
    const dropped = received - packets.length
    const linkType = tap.linkType ?? 1
    return { described: described[id] as DescribedTap, linkType, packets, received, dropped, discarded }
  }

  function end(): Promise<readonly TapRecord[]> {
    return (records ??= stopAll())
  }

  async function keep(): Promise<Capture> {
    const taps = await end()
    const discarded = taps.reduce((sum, tap) => sum + tap.discarded, 0)
    const reached = describeReached(limits, { duration: isOver, packets: log.isFull, discarded })
    const limited = [reached, ring?.failure === undefined ? undefined : `ringFiles: ${ring.failure.message}`]
    const said = limited.filter((text) => text !== undefined)
    const capture = await keepCapture(context, taps, said.length === 0 ? undefined : said.join('; '))
    ring?.remove()
    return capture
  }

  return {
    get hasEnded() {
      return isOver || log.isFull
    },
    end,
    stop: () => (result ??= keep()),
    [Symbol.asyncIterator]: () => log[Symbol.asyncIterator](),
    writeTo: (output: Writable) => {
      const pcapng = createLivePcapng(describeSection(context), described)
      return writeLive(log, pcapng, output, async () => pcapng.statistics(await end()))
    },
    [Symbol.asyncDispose]: async () => {
      await end()
      if (result === undefined) ring?.remove()
    },
  }
}
