import { maximumPacketBytes } from '../capture-file/limits.ts'
import { blockTypes } from './block.ts'
import type { WrittenOption } from './block-writer.ts'
import { encodeComments, encodeCounter, encodeText, writeBlock } from './block-writer.ts'
import { sectionFixedBytes, sectionOptions } from './section-block.ts'
import { spareOption } from './spare.ts'
import type { WrittenInterface, WrittenPacket, WrittenSection, WrittenStatistics } from './written.ts'

/** A section header block, little-endian, of unknown length. */
export function writeSection(section: WrittenSection): Uint8Array {
  const options = [
    ...encodeComments(section.comments),
    ...encodeText(sectionOptions.hardware, section.hardware),
    ...encodeText(sectionOptions.os, section.os),
    ...encodeText(sectionOptions.application, section.application),
    ...spareOption(section.spareBytes ?? 0),
  ]
  return writeSectionOptions(options)
}

/** A section header block of these options. */
export function writeSectionOptions(options: readonly WrittenOption[]): Uint8Array {
  return writeBlock(blockTypes.section, sectionFixedBytes, fillSection, options)
}

function fillSection(view: DataView): void {
  view.setUint32(0, 0x1a2b3c4d, true)
  view.setUint16(4, 1, true)
  view.setBigInt64(8, -1n, true)
}

/** An interface description block with times in nanoseconds. */
export function writeInterface(each: WrittenInterface): Uint8Array {
  const { name, description, comments, linkType, snapLength = maximumPacketBytes } = each
  const nanoseconds = [[9, Uint8Array.of(9)] as const]
  const options = [...encodeComments(comments), ...encodeText(2, name), ...encodeText(3, description), ...nanoseconds]
  const fill = (view: DataView): void => {
    view.setUint16(0, linkType, true)
    view.setUint32(4, snapLength, true)
  }
  return writeBlock(blockTypes.interface, 8, fill, options)
}

/** An enhanced packet block; `place` names the packet in errors. */
export function writePacket(packet: WrittenPacket, place: string): Uint8Array {
  const { interfaceId, timestampNs, bytes, originalLength = bytes.length, comments } = packet
  if (bytes.length > maximumPacketBytes) {
    throw new RangeError(`${place} has ${bytes.length} bytes, at most ${maximumPacketBytes} are written`)
  }
  const fill = (view: DataView): void => {
    view.setUint32(0, interfaceId, true)
    writeTime(view, timestampNs, place)
    view.setUint32(12, bytes.length, true)
    view.setUint32(16, originalLength, true)
  }
  return writeBlock(blockTypes.enhancedPacket, 20, fill, encodeComments(comments), bytes)
}

/** An interface statistics block. */
export function writeStatistics(id: number, timestampNs: bigint, statistics: WrittenStatistics): Uint8Array {
  const options = [...encodeCounter(4, statistics.received), ...encodeCounter(5, statistics.dropped)]
  const fill = (view: DataView): void => {
    view.setUint32(0, id, true)
    writeTime(view, timestampNs, 'interface statistics')
  }
  return writeBlock(blockTypes.statistics, 12, fill, options)
}

function writeTime(view: DataView, timestampNs: bigint, place: string): void {
  if (timestampNs < 0n || timestampNs >> 64n !== 0n)
    throw new RangeError(`${place}: timestampNs ${timestampNs} is before 1970`)
  view.setUint32(4, Number(timestampNs >> 32n), true)
  view.setUint32(8, Number(timestampNs & 0xffffffffn), true)
}
