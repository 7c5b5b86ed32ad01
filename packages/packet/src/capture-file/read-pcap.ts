import type { CaptureFile, Packet, Truncation } from './capture-file.ts'
import { pcapHeaderBytes, pcapRecordBytes, readPcapHeader, readPcapRecord } from './pcap-header.ts'

/**
 * Reads a whole classic pcap, in either byte order, with micro- or nanoseconds.
 *
 * @throws PcapFormatError when a packet's length is above 262144 bytes or the version is unknown.
 */
export function readPcap(bytes: Uint8Array): CaptureFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const header = readPcapHeader(view)
  const { linkType, snapLength } = header
  const packets: Packet[] = []

  let offset = pcapHeaderBytes
  let truncated: Truncation | undefined
  while (offset < bytes.length) {
    const left = bytes.length - offset
    if (left < pcapRecordBytes) {
      truncated = { offset, message: `packet header needs ${pcapRecordBytes} bytes, ${left} are left` }
      break
    }
    const record = readPcapRecord(view, offset, header, offset)
    const start = offset + pcapRecordBytes
    const end = start + record.capturedLength
    if (end > bytes.length) {
      const message = `packet needs ${record.capturedLength} bytes, ${bytes.length - start} are left`
      truncated = { offset, message }
      break
    }
    // Not subarray: of a Buffer that would be a Buffer, which compares and prints differently.
    const content = new Uint8Array(bytes.buffer, bytes.byteOffset + start, record.capturedLength)
    packets.push({ number: packets.length + 1, interfaceId: 0, ...record, linkType, bytes: content })
    offset = end
  }
  const interfaces = [{ id: 0, linkType, snapLength }]
  return { format: 'pcap', interfaces, packets, ...(truncated && { truncated }) }
}
