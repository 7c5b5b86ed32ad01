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
  return joinBlocks([...pcapngPieces(content, Infinity)])
}

// Few enough calls to write them, little enough memory to hold one.
const usualPieceBytes = 1024 * 1024

/**
 * The bytes of {@link writePcapng} in pieces of about 1 MiB, each made when it is asked for: a large file is never in memory.
 *
 * @throws RangeError as writePcapng does, from the iteration.
 * @example
 * ```ts
 * for (const piece of pcapngPieces({ interfaces, packets })) await file.write(piece)
 * ```
 */
export function* pcapngPieces(content: PcapngContent, pieceBytes = usualPieceBytes): Generator<Uint8Array, void> {
  let blocks: Uint8Array[] = []
  let length = 0
  for (const block of pcapngBlocks(content)) {
    blocks.push(block)
    length += block.length
    if (length < pieceBytes) continue
    yield joinBlocks(blocks)
    blocks = []
    length = 0
  }
  if (length > 0) yield joinBlocks(blocks)
}

function* pcapngBlocks(content: PcapngContent): Generator<Uint8Array, void> {
  const { interfaces, packets } = content
  const writer = createPcapngWriter(content)
  yield writer.header
  for (const each of interfaces) yield writer.addInterface(each)
  for (const packet of packets) yield writer.packet(packet)
  for (const [id, each] of interfaces.entries()) {
    if (each.received !== undefined || each.dropped !== undefined) yield writer.statistics(id, each)
  }
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
