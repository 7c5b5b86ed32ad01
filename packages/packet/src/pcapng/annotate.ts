import { PcapFormatError } from '../capture-file/pcap-format-error.ts'
import type { FileWindow } from '../capture-file/record-reader.ts'
import type { Block } from './block.ts'
import { blockTypes, emptyBlockBytes, isSectionHeader, readBlock, requireBody } from './block.ts'
import type { WrittenOption } from './block-writer.ts'
import { encodeComments, optionsLength, writeBlock } from './block-writer.ts'
import { commentOption, readOptions } from './options.ts'
import { takeBytes } from './packet-block.ts'
import { sectionFixedBytes } from './section-block.ts'
import { isSpare, leastSpareBytes, spareOption } from './spare.ts'
import { writeSectionOptions } from './write-blocks.ts'
import { joinBlocks } from './write-pcapng.ts'

/** Comments for a file that is written. */
export interface Annotations {
  /** Added to those of the first section. */
  readonly comments?: readonly string[]
  /** Added to those of packets, by number. */
  readonly packetComments?: ReadonlyMap<number, readonly string[]>
}

/**
 * The first block of a pcapng with more comments and of the same length, so that it can be written over the old one;
 * undefined when there is not enough room left in it.
 *
 * @param head the file's first bytes, the whole section header at least.
 * @throws PcapFormatError when they are no little-endian section header.
 * @example
 * ```ts
 * const head = annotateHead(file.subarray(0, 65_536), ['PASS worker:net0 ipip'])
 * if (head !== undefined) writeSync(descriptor, head, 0, head.length, 0)
 * ```
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng#section-3.5.1
 */
export function annotateHead(head: Uint8Array, comments: readonly string[]): Uint8Array | undefined {
  const block = blockAt(windowOf(head))
  const options = withComments(sectionOptionsOf(block), comments)
  const spare = block.bodyEnd - block.bodyStart - sectionFixedBytes - optionsLength(options)
  if (spare !== 0 && spare < leastSpareBytes) return undefined
  return writeSectionOptions([...options, ...spareOption(spare)])
}

/**
 * A pcapng file with more comments of its first section and of packets; all other bytes are as they were.
 *
 * @throws PcapFormatError when the file does not start with a little-endian section, or is no pcapng.
 */
export function annotatePcapng(file: Uint8Array, { comments = [], packetComments }: Annotations): Uint8Array {
  const window = windowOf(file)
  const first = blockAt(window)
  const pieces = [writeSectionOptions([...withComments(sectionOptionsOf(first), comments), ...spareOption(spareBytes)])]
  window.offset = first.bodyEnd + 4
  let number = 0
  while (file.length - window.offset >= emptyBlockBytes && !isSectionHeader(window.view, window.offset)) {
    const block = readBlock(window, true)
    if (typeof block === 'number') break
    if (packetTypes.includes(block.type)) number++
    const added = packetComments?.get(number)
    const isAnnotated = added !== undefined && block.type === blockTypes.enhancedPacket
    window.offset = block.bodyEnd + 4
    pieces.push(isAnnotated ? annotatePacket(block, added) : file.subarray(block.start, window.offset))
  }
  // Whatever follows, a cut block or another section, stays.
  return joinBlocks([...pieces, file.subarray(window.offset)])
}

/** Bytes that are left free at the head of a file, for some sixty lines. */
export const spareBytes = 8192

const packetTypes: readonly number[] = [blockTypes.enhancedPacket, blockTypes.simplePacket, blockTypes.obsoletePacket]

function windowOf(bytes: Uint8Array): FileWindow {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), fileOffset: 0, offset: 0 }
}

function blockAt(window: FileWindow): Block {
  const { view } = window
  if (view.byteLength < 28 || !isSectionHeader(view, 0) || view.getUint32(8, true) !== 0x1a2b3c4d) {
    throw new PcapFormatError('no little-endian pcapng', 0)
  }
  const block = readBlock(window, true)
  if (typeof block === 'number') {
    throw new PcapFormatError(`the section header needs ${block} bytes, there are ${view.byteLength}`, 0)
  }
  requireBody(block, 'section header', sectionFixedBytes)
  return block
}

/** A section's options in their order, without what only leaves room. */
function sectionOptionsOf(block: Block): readonly WrittenOption[] {
  return optionsOf(block, block.bodyStart + sectionFixedBytes).filter(([code, value]) => !isSpare(code, value))
}

function optionsOf(block: Block, start: number): readonly WrittenOption[] {
  return [...readOptions(block, start)].flatMap(([code, values]) =>
    values.map((value) => [code, new Uint8Array(value.buffer, value.byteOffset, value.byteLength)] as const),
  )
}

function withComments(options: readonly WrittenOption[], comments: readonly string[]): readonly WrittenOption[] {
  return [
    ...options.filter(([code]) => code === commentOption),
    ...encodeComments(comments),
    ...options.filter(([code]) => code !== commentOption),
  ]
}

/** The interface's id, the time and both lengths are 20 bytes; then comes the packet. */
function annotatePacket(block: Block, comments: readonly string[]): Uint8Array {
  const { view, bodyStart } = block
  requireBody(block, 'packet', 20)
  const length = view.getUint32(bodyStart + 12, true)
  const packet = takeBytes(block, bodyStart + 20, length)
  const fill = (fixed: DataView): void => {
    for (let at = 0; at < 20; at++) fixed.setUint8(at, view.getUint8(bodyStart + at))
  }
  const options = withComments(optionsOf(block, bodyStart + 20 + Math.ceil(length / 4) * 4), comments)
  return writeBlock(block.type, 20, fill, options, packet)
}
