import { maximumBlockBytes } from '../capture-file/limits.ts'
import { PcapFormatError } from '../capture-file/pcap-format-error.ts'
import type { FileWindow } from '../capture-file/record-reader.ts'

/** A pcapng block: its body lies between two lengths. Places count from the window's first byte. */
export interface Block {
  readonly type: number
  readonly start: number
  /** The body's first byte, and the byte behind its last. */
  readonly bodyStart: number
  readonly bodyEnd: number
  readonly littleEndian: boolean
  readonly view: DataView
  /** Position of the window's first byte in the file. */
  readonly fileOffset: number
}

/** Block types that are read; all others are skipped, such as secrets, custom blocks and systemd's journal. */
export const blockTypes = {
  section: 0x0a0d0d0a,
  interface: 1,
  obsoletePacket: 2,
  simplePacket: 3,
  names: 4,
  statistics: 5,
  enhancedPacket: 6,
} as const

/** Bytes of a block without a body: what must be there to know how long one is. */
export const emptyBlockBytes = 12

const byteOrderMagic = 0x1a2b3c4d

/** Whether a section starts at `offset`: its type is the same in both byte orders, so that a reader finds it before it knows the order. */
export function isSectionHeader(view: DataView, offset: number): boolean {
  return view.getUint32(offset) === blockTypes.section
}

/**
 * The byte order that a section header at `offset` declares; needs 12 bytes there.
 *
 * @throws PcapFormatError when the byte-order magic is neither way round.
 */
export function readByteOrder(view: DataView, offset: number, fileOffset: number): boolean {
  if (view.getUint32(offset + 8, true) === byteOrderMagic) return true
  if (view.getUint32(offset + 8, false) === byteOrderMagic) return false
  throw new PcapFormatError('section header without byte-order magic', fileOffset + offset + 8)
}

/**
 * The block at the window's offset, or its length when the window ends inside of it; needs 12 bytes there.
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
export function readBlock({ view, offset: start, fileOffset }: FileWindow, littleEndian: boolean): Block | number {
  const type = view.getUint32(start, littleEndian)
  const length = view.getUint32(start + 4, littleEndian)
  if (length < emptyBlockBytes || length % 4 !== 0 || length > maximumBlockBytes) {
    throw new PcapFormatError(
      `pcapng block length ${length} is no multiple of 4 from ${emptyBlockBytes} to ${maximumBlockBytes}`,
      fileOffset + start + 4,
    )
  }
  const end = start + length
  if (end > view.byteLength) return length
  const repeated = view.getUint32(end - 4, littleEndian)
  if (repeated !== length) {
    throw new PcapFormatError(`pcapng block length ${length} is repeated as ${repeated}`, fileOffset + end - 4)
  }
  return { type, start, bodyStart: start + 8, bodyEnd: end - 4, littleEndian, view, fileOffset }
}

/** @throws PcapFormatError when the block's body is shorter than `needed` bytes. */
export function requireBody(block: Block, name: string, needed: number): void {
  const length = block.bodyEnd - block.bodyStart
  if (length >= needed) return
  throw faultAt(block, block.bodyStart, `${name} block needs ${needed} bytes, it has ${length}`)
}

/** The error for what is wrong at a place of the block's window. */
export function faultAt({ fileOffset }: Block, place: number, message: string): PcapFormatError {
  return new PcapFormatError(message, fileOffset + place)
}
