import { createPcapngWriter, type WrittenSection, type WrittenStatistics } from '@underlay/packet'
import type { LivePacket } from './packet-log.ts'

/** A tap as a pcapng describes it. */
export interface DescribedTap {
  readonly name: string
  readonly description: string
  readonly snapLength: number
}

/** What is known of a tap at its end. */
export interface TapStatistics extends WrittenStatistics {
  /** LINKTYPE_ value, default 1, Ethernet. */
  readonly linkType?: number | undefined
}

/** A pcapng of packets as they come; a tap's interface is described before its first packet, or at the end. */
export interface LivePcapng {
  readonly header: Uint8Array
  packets(packets: readonly LivePacket[]): Uint8Array
  /** What each tap received and lost, the last of the file. */
  statistics(counts: readonly TapStatistics[]): Uint8Array
}

export function createLivePcapng(section: WrittenSection, taps: readonly DescribedTap[]): LivePcapng {
  const writer = createPcapngWriter(section)
  const ids = new Map<number, number>()

  function interfaceOf(
    tapId: number,
    linkType: number,
  ): { readonly id: number; readonly blocks: readonly Uint8Array[] } {
    const known = ids.get(tapId)
    if (known !== undefined) return { id: known, blocks: [] }
    const id = ids.size
    ids.set(tapId, id)
    return { id, blocks: [writer.addInterface({ ...(taps[tapId] ?? { name: `tap ${tapId}` }), linkType })] }
  }

  return {
    header: writer.header,
    packets: (packets) =>
      Buffer.concat(
        packets.flatMap((packet) => {
          const { id, blocks } = interfaceOf(packet.interfaceId, packet.linkType)
          return [...blocks, writer.packet({ ...packet, interfaceId: id })]
        }),
      ),
    statistics: (counts) =>
      Buffer.concat(
        counts.flatMap((count, tapId) => {
          const { id, blocks } = interfaceOf(tapId, count.linkType ?? 1)
          return [...blocks, writer.statistics(id, count)]
        }),
      ),
  }
}
