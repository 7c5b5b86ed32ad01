import { createPcapngWriter } from './pcapng-writer.ts'
import type { WrittenInterface, WrittenPacket, WrittenSection, WrittenStatistics } from './written.ts'

/** What to write into a pcapng file. */
export interface PcapngContent extends WrittenSection {
  readonly interfaces: readonly (WrittenInterface & WrittenStatistics)[]
  readonly packets: readonly WrittenPacket[]
}

/**
 * A pcapng file of one section: interfaces, packets in the given order with nanoseconds, then what each interface
 * received and lost, where that is known.
 *
 * @throws RangeError when a packet has more than 262144 bytes, names no interface, or has a time before 1970.
 * @example
 * ```ts
 * const interfaces = [{ name: 'worker2:net0', linkType: 1, dropped: 0 }]
 * await writeFile('cross.pcapng', writePcapng({ interfaces, packets }))
 * ```
 * @see {@link createPcapngWriter} for packets that are still to come
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng
 */
export function writePcapng(content: PcapngContent): Uint8Array {
  const { interfaces, packets } = content
  const writer = createPcapngWriter(content)
  const counted = interfaces.flatMap((each, id) =>
    each.received === undefined && each.dropped === undefined ? [] : [[id, each] as const],
  )
  return joinBlocks([
    writer.header,
    ...interfaces.map((each) => writer.addInterface(each)),
    ...packets.map((packet) => writer.packet(packet)),
    ...counted.map(([id, each]) => writer.statistics(id, each)),
  ])
}

/** Blocks one after the other. */
export function joinBlocks(blocks: readonly Uint8Array[]): Uint8Array {
  const file = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0))
  let offset = 0
  for (const block of blocks) {
    file.set(block, offset)
    offset += block.length
  }
  return file
}
