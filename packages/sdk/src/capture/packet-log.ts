import type { Packet } from '@underlay/packet'

/** A packet of a capture that runs: with its tap, and numbered in the order of arrival. */
export interface LivePacket extends Packet {
  /** `worker2:net0` */
  readonly tap: string
}

/** The packets of a capture in the order in which they come, and whoever waits for them. */
export interface PacketLog extends AsyncIterable<LivePacket> {
  /** Takes what has come at a tap. Once the log is full or has ended it takes nothing. */
  append(tapId: number, packets: readonly Packet[]): void
  /** Whether the limit of packets was reached. */
  readonly isFull: boolean
  /** No more packets come; of each tap's only the first so many count. Iterations end with the last packet that is kept. */
  end(wanted: readonly number[]): readonly TapLog[]
}

/** What is kept of one tap. */
export interface TapLog {
  readonly packets: readonly Packet[]
  /** Packets that the ring had no room for any more. */
  readonly discarded: number
}

export interface PacketLogSettings {
  readonly taps: readonly string[]
  /** Bytes of packets that are kept, the latest; all by default. */
  readonly keepBytes?: number | undefined
  /** Packets after which the log is full; never by default. */
  readonly limit?: number | undefined
  readonly onPacket?: ((packet: LivePacket) => void) | undefined
  readonly onFull?: (() => void) | undefined
}

interface Entry {
  readonly packet: LivePacket
  /** Position in its tap, from 1. */
  readonly sequence: number
}

/** Bytes that a packet takes up besides its own, as in a pcapng. */
const headerBytes = 32

export function createPacketLog(settings: PacketLogSettings): PacketLog {
  const { taps, keepBytes = Infinity, limit = Infinity, onPacket, onFull } = settings
  const discarded = taps.map(() => 0)
  let entries: Entry[] = []
  // Entries that are gone, in all and at the start of `entries`.
  let gone = 0
  let head = 0
  let bytes = 0
  let count = 0
  let ended = false
  let news = Promise.withResolvers<void>()

  function take(tapId: number, packet: Packet): void {
    const live = { ...packet, number: ++count, interfaceId: tapId, tap: taps[tapId] ?? '' }
    entries.push({ packet: live, sequence: packet.number })
    bytes += packet.capturedLength + headerBytes
    onPacket?.(live)
    while (bytes > keepBytes && entries.length - head > 1) discardOldest()
  }

  function discardOldest(): void {
    const { packet } = entries[head] as Entry
    bytes -= packet.capturedLength + headerBytes
    discarded[packet.interfaceId] = (discarded[packet.interfaceId] ?? 0) + 1
    gone++
    head++
    if (head < 4096 && head < entries.length / 2) return
    entries = entries.slice(head)
    head = 0
  }

  function tell(): void {
    news.resolve()
    news = Promise.withResolvers()
  }

  return {
    get isFull() {
      return count >= limit
    },
    append(tapId, packets) {
      if (ended || count >= limit) return
      for (const packet of packets.slice(0, limit - count)) take(tapId, packet)
      tell()
      if (count >= limit) onFull?.()
    },
    end(wanted) {
      ended = true
      entries = entries.slice(head).filter(({ packet, sequence }) => sequence <= (wanted[packet.interfaceId] ?? 0))
      head = 0
      tell()
      const kept = taps.map((): Packet[] => [])
      for (const { packet } of entries) {
        const { tap: _, ...own } = packet
        kept[packet.interfaceId]?.push(own)
      }
      return kept.map((packets, id) => ({ packets, discarded: discarded[id] ?? 0 }))
    },
    async *[Symbol.asyncIterator]() {
      let next = 0
      for (;;) {
        // What the ring has discarded meanwhile is gone.
        next = Math.max(next, gone)
        const entry = entries[head + next - gone]
        if (entry !== undefined) {
          next++
          yield entry.packet
        } else if (ended) return
        else await news.promise
      }
    },
  }
}
