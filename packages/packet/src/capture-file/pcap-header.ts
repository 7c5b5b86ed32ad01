import { PcapFormatError } from './pcap-format-error.ts'

/** How a classic pcap is laid out, by its magic. */
export interface PcapVariant {
  readonly littleEndian: boolean
  /** Nanoseconds in one unit of the packets' sub-second field: 1 or 1000. */
  readonly fractionNs: number
  /** Bytes of the file's header. */
  readonly headerBytes: number
  /** Bytes of each packet's header. */
  readonly recordBytes: number
  /** Where in a packet's header the index of its interface stands; undefined where all packets are of one. */
  readonly interfaceOffset?: number
}

/** The file header's content. */
export interface PcapHeader {
  readonly snapLength: number
  readonly linkType: number
}

/** Bytes of the header of a file, and of each packet, in all variants but the modified one and Ixia's. */
export const pcapHeaderBytes = 24
export const pcapRecordBytes = 16

const microseconds = { fractionNs: 1000, headerBytes: pcapHeaderBytes, recordBytes: pcapRecordBytes } as const
const nanoseconds = { ...microseconds, fractionNs: 1 } as const
// Each packet's header goes on with interface index (4 bytes), protocol (2), packet type (1) and padding (1).
const modified = { ...microseconds, recordBytes: 24, interfaceOffset: 16 } as const
// The file's header goes on with the size of all packets (4 bytes).
const ixia = { ...nanoseconds, headerBytes: 28 } as const

const variants: ReadonlyMap<number, Omit<PcapVariant, 'littleEndian'>> = new Map<
  number,
  Omit<PcapVariant, 'littleEndian'>
>([
  [0xa1b2c3d4, microseconds],
  [0xa1b23c4d, nanoseconds],
  [0xa1b2cd34, modified],
  [0x1c0001ac, ixia],
  [0x1c0001ab, ixia],
])

/**
 * The variant of classic pcap that the four bytes at `offset` name, in either byte order; undefined when they name none.
 *
 * | magic        | what                                                   |
 * | ------------ | ------------------------------------------------------ |
 * | `0xa1b2c3d4` | microseconds                                           |
 * | `0xa1b23c4d` | nanoseconds                                            |
 * | `0xa1b2cd34` | Kuznetzov's "modified": interface index in each header |
 * | `0x1c0001ac` | Ixia's hardware, nanoseconds                           |
 * | `0x1c0001ab` | Ixia's software, nanoseconds                           |
 */
export function pcapVariant(view: DataView, offset: number): PcapVariant | undefined {
  for (const littleEndian of [true, false]) {
    const variant = variants.get(view.getUint32(offset, littleEndian))
    if (variant !== undefined) return { littleEndian, ...variant }
  }
  return undefined
}

/**
 * Reads the 24 bytes at the start of a classic pcap.
 *
 * ```text
 * +---------------------------------------------------------------+
 * |                Magic, in the writer's byte order              |
 * +-------------------------------+-------------------------------+
 * |        Major version (2)      |       Minor version (4)       |
 * +-------------------------------+-------------------------------+
 * |    Reserved, Reserved, Snapshot length (4 bytes each)         |
 * +-------+-+---------------------+-------------------------------+
 * |  FCS  |f|   0                 |            Link type          |
 * +-------+-+---------------------+-------------------------------+
 * ```
 *
 * @throws PcapFormatError when the major version is not 2.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcap#section-4
 */
export function readPcapHeader(view: DataView, { littleEndian }: PcapVariant): PcapHeader {
  const major = view.getUint16(4, littleEndian)
  if (major !== 2) throw new PcapFormatError(`pcap version ${major} is not supported, only 2`, 4)
  return { snapLength: view.getUint32(16, littleEndian), linkType: view.getUint32(20, littleEndian) & 0xffff }
}
