import { maximumBlockBytes } from '../capture-file/limits.ts'
import { PcapFormatError } from '../capture-file/pcap-format-error.ts'

/** A pcapng block: its body lies between two lengths. */
export interface Block {
  readonly type: number
  /** Offset of the block in the file. */
  readonly offset: number
  /** Offsets of the body's first byte and of the byte behind its last. */
  readonly bodyStart: number
  readonly bodyEnd: number
  readonly littleEndian: boolean
  readonly view: DataView
}

/** Block type of a section header: the same in both byte orders, so that a reader finds it before it knows the order. */
export const sectionHeaderType = 0x0a0d0d0a
const byteOrderMagic = 0x1a2b3c4d

/**
 * The byte order that a section header at `offset` declares; needs 12 bytes there.
 *
 * @throws PcapFormatError when the byte-order magic is neither way round.
 */
export function readByteOrder(view: DataView, offset: number): boolean {
  if (view.getUint32(offset + 8, true) === byteOrderMagic) return true
  if (view.getUint32(offset + 8, false) === byteOrderMagic) return false
  throw new PcapFormatError('section header without byte-order magic', offset + 8)
}

/**
 * The block at `offset`, or undefined when the file ends inside of it.
 *
 * ```text
 * +---------------------------------------------------------------+
 * |                          Block Type                           |
 * +---------------------------------------------------------------+
 * |                      Block Total Length                       |
 * +---------------------------------------------------------------+
 * |              Body, padded to a multiple of 4 bytes            |
 * +---------------------------------------------------------------+
 * |                      Block Total Length                       |
 * +---------------------------------------------------------------+
 * ```
 *
 * @throws PcapFormatError when the length is below 12, above 16 MiB, no multiple of 4, or differs from its repetition.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng#section-3.1
 */
export function readBlock(view: DataView, offset: number, littleEndian: boolean): Block | undefined {
  if (view.byteLength - offset < 12) return undefined
  const type = view.getUint32(offset, littleEndian)
  const length = view.getUint32(offset + 4, littleEndian)
  if (length < 12 || length % 4 !== 0 || length > maximumBlockBytes) {
    throw new PcapFormatError(
      `pcapng block length ${length} is no multiple of 4 from 12 to ${maximumBlockBytes}`,
      offset + 4,
    )
  }
  if (offset + length > view.byteLength) return undefined
  const repeated = view.getUint32(offset + length - 4, littleEndian)
  if (repeated !== length) {
    throw new PcapFormatError(`pcapng block length ${length} is repeated as ${repeated}`, offset + length - 4)
  }
  return { type, offset, bodyStart: offset + 8, bodyEnd: offset + length - 4, littleEndian, view }
}

/** @throws PcapFormatError when the block's body is shorter than `needed` bytes. */
export function requireBody(block: Block, name: string, needed: number): void {
  const length = block.bodyEnd - block.bodyStart
  if (length >= needed) return
  throw new PcapFormatError(`${name} block needs ${needed} bytes, it has ${length}`, block.bodyStart)
}
