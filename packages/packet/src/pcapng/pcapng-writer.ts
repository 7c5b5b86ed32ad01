import { writeInterface, writePacket, writeSection, writeStatistics } from './write-blocks.ts'
import type { WrittenInterface, WrittenPacket, WrittenSection, WrittenStatistics } from './written.ts'

/** Writes a pcapng block by block; each call gives the bytes that come next. */
export interface PcapngWriter {
  /** The file's first bytes. */
  readonly header: Uint8Array
  /** Describes the next interface, the first is 0; it may come at any time before its first packet. */
  readonly addInterface: (described: WrittenInterface) => Uint8Array
  /** @throws RangeError when the packet has more than 262144 bytes, names no interface, or has a time before 1970. */
  readonly packet: (packet: WrittenPacket) => Uint8Array
  /** What an interface received and lost, as known at the time of the last packet; it may come again. */
  readonly statistics: (interfaceId: number, statistics: WrittenStatistics) => Uint8Array
}

/**
 * A pcapng that is written as its packets come, for a pipe or a file that is larger than memory.
 *
 * @example
 * ```ts
 * const writer = createPcapngWriter({ comments: ['live'], application: 'Underlay' })
 * process.stdout.write(writer.header)
 * process.stdout.write(writer.addInterface({ name: 'worker2:net0', linkType: 1 }))
 * for await (const packet of packets) process.stdout.write(writer.packet({ ...packet, interfaceId: 0 }))
 * ```
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng
 */
export function createPcapngWriter(section: WrittenSection = {}): PcapngWriter {
  let interfaces = 0
  let packets = 0
  let lastNs = 0n

  function requireInterface(id: number, what: string): void {
    if (!(id >= 0 && id < interfaces)) throw new RangeError(`${what} is of interface ${id}, there are ${interfaces}`)
  }

  return {
    header: writeSection(section),
    addInterface(described) {
      interfaces++
      return writeInterface(described)
    },
    packet(packet) {
      const place = `packet ${packets + 1}`
      requireInterface(packet.interfaceId, place)
      const block = writePacket(packet, place)
      packets++
      if (packet.timestampNs > lastNs) lastNs = packet.timestampNs
      return block
    },
    statistics(id, statistics) {
      requireInterface(id, 'a statistics block')
      return writeStatistics(id, lastNs, statistics)
    },
  }
}
