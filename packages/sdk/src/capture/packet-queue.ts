import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises'
import type { Packet } from '@underlay/packet'
import type { LivePacket } from './packet-log.ts'

/** The packets of taps between their arrival and the one who reads them; what was read is gone. */
export interface PacketQueue {
  /** Takes what has come at a tap; when there is no room for it, it is discarded. */
  append(tapId: number, packets: readonly Packet[]): void
  /**
   * The next packets, at most so many (default 500), in the order of their time and numbered in it; waits for some.
   * Undefined after the last. What arrives is read between two calls.
   */
  take(most?: number): Promise<readonly LivePacket[] | undefined>
  /** No more packets come; those that are here can still be taken. */
  end(): void
  /** Packets of each tap that there was no room for. */
  readonly discarded: readonly number[]
}

export interface PacketQueueSettings {
  readonly taps: readonly string[]
  /** Bytes that may wait, what keeps a packet in memory included; default 64 MiB. */
  readonly mostBytes?: number
  /** How long a packet waits for an earlier one of another tap, default 25 ms; with one tap it does not wait. */
  readonly holdMs?: number
}

interface Arrival {
  readonly tapId: number
  readonly packet: Packet
  readonly atMs: number
}

/** About what a packet takes up besides its bytes. */
const objectBytes = 512

export function createPacketQueue(settings: PacketQueueSettings): PacketQueue {
  const { taps, mostBytes = 64 * 1024 * 1024, holdMs = taps.length > 1 ? 25 : 0 } = settings
  const discarded = taps.map(() => 0)
  // In the order of arrival, and then in that of time.
  let waiting: Arrival[] = []
  let sorted: Arrival[] = []
  let bytes = 0
  let count = 0
  let ended = false
  let news = Promise.withResolvers<void>()

  // Whatever is as old as the latest that has waited long enough is in its place.
  function sort(arrivedBeforeMs: number): void {
    let untilNs = -1n
    for (const { atMs, packet } of waiting) {
      if (atMs > arrivedBeforeMs) break
      if (packet.timestampNs > untilNs) untilNs = packet.timestampNs
    }
    sorted = waiting.filter(({ packet }) => packet.timestampNs <= untilNs)
    if (taps.length > 1) sorted.sort(byTime)
    waiting = waiting.filter(({ packet }) => packet.timestampNs > untilNs)
  }

  function next(most: number): readonly LivePacket[] {
    return sorted.splice(0, most).map(({ tapId, packet }) => {
      bytes -= packet.capturedLength + objectBytes
      return { ...packet, number: ++count, interfaceId: tapId, tap: taps[tapId] ?? '' }
    })
  }

  function tell(): void {
    news.resolve()
    news = Promise.withResolvers()
  }

  return {
    discarded,
    append(tapId, packets) {
      if (ended) return
      // All or none: one packet keeps the bytes in memory that it came with.
      const own = packets.reduce((sum, { capturedLength }) => sum + capturedLength + objectBytes, 0)
      if (bytes + own > mostBytes) {
        discarded[tapId] = (discarded[tapId] ?? 0) + packets.length
        return
      }
      bytes += own
      const atMs = performance.now()
      for (const packet of packets) waiting.push({ tapId, packet, atMs })
      tell()
    },
    async take(most = 500) {
      await turn()
      for (;;) {
        if (sorted.length > 0) return next(most)
        const [first] = waiting
        if (first === undefined && ended) return undefined
        const restMs = first === undefined ? Infinity : first.atMs + holdMs - performance.now()
        if (ended) sort(Infinity)
        else if (restMs <= 0) sort(performance.now() - holdMs)
        else if (first === undefined) await news.promise
        else await pause(Math.ceil(restMs))
      }
    },
    end() {
      ended = true
      tell()
    },
  }
}

function byTime(a: Arrival, b: Arrival): number {
  if (a.packet.timestampNs !== b.packet.timestampNs) return a.packet.timestampNs < b.packet.timestampNs ? -1 : 1
  return a.tapId - b.tapId
}
