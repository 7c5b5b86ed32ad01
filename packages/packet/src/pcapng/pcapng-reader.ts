import type { CaptureFacts, CaptureInterface, Packet, ResolvedName } from '../capture-file/capture-file.ts'
import { maximumInterfaces, maximumTexts } from '../capture-file/limits.ts'
import type { RecordReader } from '../capture-file/record-reader.ts'
import type { Block } from './block.ts'
import {
  blockTypes,
  emptyBlockBytes,
  faultAt,
  isSectionHeader,
  readBlock,
  readByteOrder,
  requireBody,
} from './block.ts'
import type { SectionInterface } from './interface-block.ts'
import { readInterface, readStatistics } from './interface-block.ts'
import { readNames } from './names-block.ts'
import { readEnhancedPacket, readSimplePacket } from './packet-block.ts'
import type { SectionTexts } from './section-block.ts'
import { readSectionTexts } from './section-block.ts'

/** What has been read of a file. */
interface Reading {
  /** Of the first section. */
  texts: Omit<SectionTexts, 'comments'> | undefined
  readonly comments: string[]
  readonly names: ResolvedName[]
  readonly interfaces: CaptureInterface[]
  /** Interfaces of the section that is being read. */
  section: SectionInterface[]
  packets: number
}

/** Reads a pcapng; blocks that it does not know are skipped. */
export function createPcapngReader(): RecordReader {
  const reading: Reading = { texts: undefined, comments: [], names: [], interfaces: [], section: [], packets: 0 }
  let littleEndian = true
  return {
    get facts(): CaptureFacts {
      const { texts, comments, names, interfaces } = reading
      const known = { ...(comments.length > 0 && { comments }), ...(names.length > 0 && { names }) }
      return { format: 'pcapng', ...texts, ...known, interfaces }
    },
    read(window, packets) {
      const { view } = window
      while (view.byteLength - window.offset >= emptyBlockBytes) {
        if (isSectionHeader(view, window.offset)) {
          littleEndian = readByteOrder(view, window.offset, window.fileOffset)
        }
        const block = readBlock(window, littleEndian)
        if (typeof block === 'number') return block
        readInto(reading, block, packets)
        window.offset = block.bodyEnd + 4
      }
      return emptyBlockBytes
    },
    describeRest: (left) => `the file ends ${left} bytes into a block`,
  }
}

/** @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng#section-11.1 */
function readInto(reading: Reading, block: Block, packets: Packet[]): void {
  const { section } = reading
  switch (block.type) {
    case blockTypes.enhancedPacket:
    case blockTypes.obsoletePacket: {
      const isObsolete = block.type === blockTypes.obsoletePacket
      packets.push(readEnhancedPacket(block, section, reading.packets + 1, isObsolete))
      reading.packets++
      break
    }
    case blockTypes.simplePacket:
      packets.push(readSimplePacket(block, section, reading.packets + 1))
      reading.packets++
      break
    case blockTypes.section:
      readSectionInto(reading, block)
      break
    case blockTypes.interface:
      readInterfaceInto(reading, block)
      break
    case blockTypes.statistics:
      readStatisticsInto(reading, block)
      break
    case blockTypes.names:
      keep(reading.names, readNames(block))
      break
  }
}

function readSectionInto(reading: Reading, block: Block): void {
  const { comments = [], ...texts } = readSectionTexts(block)
  reading.section = []
  reading.texts ??= texts
  keep(reading.comments, comments)
}

function readInterfaceInto({ interfaces, section }: Reading, block: Block): void {
  if (interfaces.length === maximumInterfaces)
    throw faultAt(block, block.start, `the file has more than ${maximumInterfaces} interfaces`)
  const described = readInterface(block, interfaces.length)
  section.push(described)
  interfaces.push(described.capture)
}

function readStatisticsInto({ section, interfaces }: Reading, block: Block): void {
  requireBody(block, 'interface statistics', 12)
  const described = section[block.view.getUint32(block.bodyStart, block.littleEndian)]
  const current = described && interfaces[described.capture.id]
  if (current !== undefined) interfaces[current.id] = readStatistics(block, current)
}

/** Appends what there is room for: a file may have any number of names and sections. */
function keep<T>(kept: T[], found: readonly T[]): void {
  for (const each of found) if (kept.length < maximumTexts) kept.push(each)
}
