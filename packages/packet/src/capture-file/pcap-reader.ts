import type { CaptureFacts, CaptureInterface } from './capture-file.ts'
import { maximumInterfaces, maximumPacketBytes } from './limits.ts'
import { PcapFormatError } from './pcap-format-error.ts'
import type { PcapHeader, PcapVariant } from './pcap-header.ts'
import { readPcapHeader } from './pcap-header.ts'
import type { FileWindow, RecordReader } from './record-reader.ts'

const nanosecondsPerSecond = 1_000_000_000n

/**
 * Reads a classic pcap, whose first bytes named the variant.
 *
 * ```text
 * +---------------------------------------------------------------+
 * |                           Seconds                             |
 * +---------------------------------------------------------------+
 * |                 Microseconds or nanoseconds                   |
 * +---------------------------------------------------------------+
 * |                    Captured Packet Length                     |
 * +---------------------------------------------------------------+
 * |                    Original Packet Length                     |
 * +---------------------------------------------------------------+
 * ```
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcap#section-5
 */
export function createPcapReader(variant: PcapVariant): RecordReader {
  const { littleEndian, fractionNs, headerBytes, recordBytes } = variant
  const interfaces: CaptureInterface[] = []
  const interfaceOf = variant.interfaceOffset === undefined ? () => 0 : interfacesByIndex(interfaces)
  let header: PcapHeader | undefined
  let count = 0
  // Most packets share their second with the one before: an addition less of what is dear, big integers.
  let lastSeconds = -1
  let lastSecondsNs = 0n

  function time(view: DataView, at: number): bigint {
    const seconds = view.getUint32(at, littleEndian)
    if (seconds !== lastSeconds) {
      lastSeconds = seconds
      lastSecondsNs = BigInt(seconds) * nanosecondsPerSecond
    }
    return lastSecondsNs + BigInt(view.getUint32(at + 4, littleEndian) * fractionNs)
  }

  return {
    get facts(): CaptureFacts | undefined {
      return header && { format: 'pcap', interfaces }
    },
    read(window, packets) {
      const { bytes, view } = window
      if (header === undefined) {
        if (bytes.length - window.offset < headerBytes) return headerBytes
        header = readPcapHeader(view, variant)
        if (variant.interfaceOffset === undefined) interfaces.push({ id: 0, ...header })
        window.offset += headerBytes
      }
      const { linkType } = header
      while (bytes.length - window.offset >= recordBytes) {
        const at = window.offset
        const capturedLength = view.getUint32(at + 8, littleEndian)
        if (capturedLength > maximumPacketBytes) throw tooLong(capturedLength, window)
        const start = at + recordBytes
        if (start + capturedLength > bytes.length) return recordBytes + capturedLength
        window.offset = start + capturedLength
        packets.push({
          number: ++count,
          interfaceId: interfaceOf(window, at + (variant.interfaceOffset ?? 0), variant, header),
          timestampNs: time(view, at),
          capturedLength,
          originalLength: view.getUint32(at + 12, littleEndian),
          linkType,
          // Not subarray: of a Buffer that would be a Buffer, which compares and prints differently.
          bytes: new Uint8Array(bytes.buffer, bytes.byteOffset + start, capturedLength),
        })
      }
      return recordBytes
    },
    describeRest: (left, needed) =>
      left < recordBytes
        ? `packet header needs ${recordBytes} bytes, ${left} are left`
        : `packet needs ${needed - recordBytes} bytes, ${left - recordBytes} are left`,
  }
}

/** The packets of a modified pcap name interfaces by the kernel's index, which has gaps. */
function interfacesByIndex(interfaces: CaptureInterface[]) {
  const ids = new Map<number, number>()
  return (window: FileWindow, at: number, { littleEndian }: PcapVariant, header: PcapHeader): number => {
    const index = window.view.getUint32(at, littleEndian)
    const known = ids.get(index)
    if (known !== undefined) return known
    const id = ids.size
    if (id === maximumInterfaces)
      throw new PcapFormatError(`the file has more than ${maximumInterfaces} interfaces`, window.fileOffset + at)
    ids.set(index, id)
    interfaces.push({ id, name: `interface ${index}`, ...header })
    return id
  }
}

function tooLong(length: number, { fileOffset, offset }: FileWindow): PcapFormatError {
  return new PcapFormatError(
    `packet length ${length} is above the limit of ${maximumPacketBytes} bytes`,
    fileOffset + offset + 8,
  )
}
