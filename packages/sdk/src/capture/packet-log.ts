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
  /** Reads from the first packet that is kept. */
  read(): PacketReader
  /** Whether the limit of packets was reached. */
  readonly isFull: boolean
  /** No more packets come; of each tap's only the first so many count. Iterations end with the last packet that is kept. */
  end(wanted: readonly number[]): readonly TapLog[]
}

/** One who reads a log, at his own pace. */
export interface PacketReader {
  /** The next packets, at most so many (default 500); waits for some. Undefined after the last, or once it was left. */
  take(most?: number): Promise<readonly LivePacket[] | undefined>
  /** Ends the reading, of one who waits too. */
  readonly leave: () => void
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
  readonly onPackets?: ((packets: readonly LivePacket[]) => void) | undefined
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
  const { taps, keepBytes = Infinity, limit = Infinity, onPackets, onFull } = settings
  const discarded = taps.map(() => 0)
  let entries: Entry[] = []
  // Entries that are gone, in all and at the start of `entries`.
  let gone = 0
  let head = 0
  let bytes = 0
  let count = 0
  let ended = false
  let news = Promise.withResolvers<void>()

  function keep(tapId: number, packet: Packet): LivePacket {
    const live = { ...packet, number: ++count, interfaceId: tapId, tap: taps[tapId] ?? '' }
    entries.push({ packet: live, sequence: packet.number })
    bytes += packet.capturedLength + headerBytes
    while (bytes > keepBytes && entries.length - head > 1) discardOldest()
    return live
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

  function read(): PacketReader {
    let next = 0
    let left = false
    return {
      async take(most = 500) {
        for (;;) {
          // What the ring has discarded meanwhile is gone.
          next = Math.max(next, gone)
          const from = head + next - gone
          const packets = left ? [] : entries.slice(from, from + most).map(({ packet }) => packet)
          next += packets.length
          if (packets.length > 0) return packets
          if (ended || left) return undefined
          await news.promise
        }
      },
      leave() {
        left = true
        tell()
      },
    }
  }

  return {
    get isFull() {
      return count >= limit
    },
    append(tapId, packets) {
      if (ended || count >= limit) return
      const kept = packets.slice(0, limit - count).map((packet) => keep(tapId, packet))
      onPackets?.(kept)
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
    read,
    async *[Symbol.asyncIterator]() {
      const { take } = read()
      // One by one: what the ring discards between two of them is gone.
      for (let next = await take(1); next !== undefined; next = await take(1)) yield* next
    },
  }
}
