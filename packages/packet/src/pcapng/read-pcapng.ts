import type { CaptureFile, CaptureInterface, Packet, Truncation } from '../capture-file/capture-file.ts'
import type { Block } from './block.ts'
import { readBlock, readByteOrder, requireBody, sectionHeaderType } from './block.ts'
import type { SectionInterface } from './interface-block.ts'
import { readInterface, readStatistics } from './interface-block.ts'
import { readEnhancedPacket, readSimplePacket } from './packet-block.ts'
import type { SectionTexts } from './section-block.ts'
import { readSectionTexts } from './section-block.ts'

export { sectionHeaderType } from './block.ts'

interface Reading {
  texts: SectionTexts
  readonly interfaces: CaptureInterface[]
  readonly packets: Packet[]
  section: SectionInterface[]
}

/**
 * Reads a whole pcapng; blocks that it does not know are skipped. Of several sections, the first one's texts count.
 *
 * @throws PcapFormatError when a block contradicts itself.
 */
export function readPcapng(bytes: Uint8Array): CaptureFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const reading: Reading = { texts: {}, interfaces: [], packets: [], section: [] }
  let littleEndian = true
  let offset = 0
  let truncated: Truncation | undefined
  while (offset < bytes.length) {
    const isHeader = bytes.length - offset >= 12 && view.getUint32(offset) === sectionHeaderType
    if (isHeader) littleEndian = readByteOrder(view, offset)
    const block = readBlock(view, offset, littleEndian)
    if (block === undefined) {
      truncated = { offset, message: `the file ends ${bytes.length - offset} bytes into a block` }
      break
    }
    readInto(reading, block, offset === 0)
    offset = block.bodyEnd + 4
  }
  const { texts, interfaces, packets } = reading
  return { format: 'pcapng', ...texts, interfaces, packets, ...(truncated && { truncated }) }
}

/** @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng#section-11.1 */
function readInto(reading: Reading, block: Block, isFirst: boolean): void {
  const { interfaces, packets, section } = reading
  switch (block.type) {
    case sectionHeaderType:
      reading.section = []
      if (isFirst) reading.texts = readSectionTexts(block)
      break
    case 1: {
      const described = readInterface(block, interfaces.length)
      section.push(described)
      interfaces.push(described.capture)
      break
    }
    case 2:
    case 6:
      packets.push(readEnhancedPacket(block, section, packets.length + 1, block.type === 2))
      break
    case 3:
      packets.push(readSimplePacket(block, section, packets.length + 1))
      break
    case 5:
      readStatisticsInto(reading, block)
      break
  }
}

function readStatisticsInto(reading: Reading, block: Block): void {
  requireBody(block, 'interface statistics', 12)
  const described = reading.section[block.view.getUint32(block.bodyStart, block.littleEndian)]
  const current = described && reading.interfaces[described.capture.id]
  if (current !== undefined) reading.interfaces[current.id] = readStatistics(block, current)
}
