import { PcapFormatError } from './pcap-format-error.ts'
import { maximumPacketBytes } from './limits.ts'

/** The file header's content, and how its integers are to be read. */
export interface PcapHeader {
  readonly littleEndian: boolean
  /** Nanoseconds in one unit of the packets' sub-second field: 1 or 1000. */
  readonly fractionNs: bigint
  readonly snapLength: number
  readonly linkType: number
}

/** One packet's header. */
export interface PcapRecord {
  readonly timestampNs: bigint
  readonly capturedLength: number
  readonly originalLength: number
}

/** Bytes of the file's header. */
export const pcapHeaderBytes = 24
/** Bytes of each packet's header. */
export const pcapRecordBytes = 16

const nanosecondsPerSecond = 1_000_000_000n

/** Whether a file that starts with these four bytes, read big-endian, is a classic pcap. */
export function isPcapMagic(magic: number): boolean {
  return parseMagic(magic) !== undefined
}

/**
 * Reads the 24 bytes at the start of a classic pcap.
 *
 * ```text
 * +---------------------------------------------------------------+
 * | Magic 0xa1b2c3d4 (µs) or 0xa1b23c4d (ns), in the writer's order
 * +-------------------------------+-------------------------------+
 * |        Major version (2)      |       Minor version (4)       |
 * +-------------------------------+-------------------------------+
 * |    Reserved, Reserved, Snapshot length (4 bytes each)         |
 * +-------+-+---------------------+-------------------------------+
 * |  FCS  |f|   0                 |            Link type          |
 * +-------+-+---------------------+-------------------------------+
 * ```
 *
 * @throws PcapFormatError when the magic is no pcap's or the major version is not 2.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcap#section-4
 */
export function readPcapHeader(view: DataView): PcapHeader {
  const kind = parseMagic(view.getUint32(0))
  if (kind === undefined) throw new PcapFormatError('neither pcap nor pcapng: unknown magic number', 0)
  const { littleEndian, fractionNs } = kind
  const major = view.getUint16(4, littleEndian)
  if (major !== 2) throw new PcapFormatError(`pcap version ${major} is not supported, only 2`, 4)
  return {
    littleEndian,
    fractionNs,
    snapLength: view.getUint32(16, littleEndian),
    linkType: view.getUint32(20, littleEndian) & 0xffff,
  }
}

/**
 * Reads the 16 bytes before a packet at `offset`; `fileOffset` is where that is in the whole file.
 *
 * @throws PcapFormatError when the captured length is above 262144 bytes.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcap#section-5
 */
export function readPcapRecord(view: DataView, offset: number, header: PcapHeader, fileOffset: number): PcapRecord {
  const { littleEndian, fractionNs } = header
  const capturedLength = view.getUint32(offset + 8, littleEndian)
  if (capturedLength > maximumPacketBytes) {
    const message = `packet length ${capturedLength} is above the limit of ${maximumPacketBytes} bytes`
    throw new PcapFormatError(message, fileOffset + 8)
  }
  const seconds = BigInt(view.getUint32(offset, littleEndian))
  const fraction = BigInt(view.getUint32(offset + 4, littleEndian))
  return {
    timestampNs: seconds * nanosecondsPerSecond + fraction * fractionNs,
    capturedLength,
    originalLength: view.getUint32(offset + 12, littleEndian),
  }
}

function parseMagic(magic: number): { littleEndian: boolean; fractionNs: bigint } | undefined {
  switch (magic) {
    case 0xa1b2c3d4:
      return { littleEndian: false, fractionNs: 1000n }
    case 0xd4c3b2a1:
      return { littleEndian: true, fractionNs: 1000n }
    case 0xa1b23c4d:
      return { littleEndian: false, fractionNs: 1n }
    case 0x4d3cb2a1:
      return { littleEndian: true, fractionNs: 1n }
    default:
      return undefined
  }
}
