import { createPcapngWriter, type WrittenSection, type WrittenStatistics } from '@underlay/packet'
import type { LivePacket } from './packet-log.ts'

/** A tap as a pcapng describes it. */
export interface DescribedTap {
  readonly name: string
  readonly description: string
  readonly snapLength: number
}

/** A pcapng of packets as they come; a tap's interface is described before its first packet. */
export interface LivePcapng {
  readonly header: Uint8Array
  packet(packet: LivePacket): Uint8Array
  /** What each tap received and lost. */
  statistics(counts: readonly WrittenStatistics[]): Uint8Array
}

export function createLivePcapng(section: WrittenSection, taps: readonly DescribedTap[]): LivePcapng {
  const writer = createPcapngWriter(section)
  const ids = new Map<number, number>()
  return {
    header: writer.header,
    packet(packet) {
      const known = ids.get(packet.interfaceId)
      if (known !== undefined) return writer.packet({ ...packet, interfaceId: known })
      const { linkType } = packet
      const described = taps[packet.interfaceId] ?? { name: packet.tap }
      const interfaceId = ids.size
      ids.set(packet.interfaceId, interfaceId)
      return Buffer.concat([writer.addInterface({ ...described, linkType }), writer.packet({ ...packet, interfaceId })])
    },
    statistics: (counts) => Buffer.concat([...ids].map(([tapId, id]) => writer.statistics(id, counts[tapId] ?? {}))),
  }
}
