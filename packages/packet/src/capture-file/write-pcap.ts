import { maximumPacketBytes } from './limits.ts'
import { pcapHeaderBytes, pcapRecordBytes } from './pcap-header.ts'

/** What to write into a classic pcap. */
export interface PcapContent {
  /** LINKTYPE_ value of all packets. */
  readonly linkType: number
  /** Bytes kept of each packet; 262144 by default. */
  readonly snapLength?: number
  readonly packets: readonly {
    /** Nanoseconds since 1970, before 2106. */
    readonly timestampNs: bigint
    readonly bytes: Uint8Array
    /** Bytes on the wire; the length of `bytes` by default. */
    readonly originalLength?: number
  }[]
}

const nanosecondMagic = 0xa1b23c4d
const nanosecondsPerSecond = 1_000_000_000n

/**
 * A classic pcap with nanoseconds, little-endian.
 *
 * @throws RangeError when a packet has more than 262144 bytes or its time does not fit into 32 bits of seconds.
 * @example
 * ```ts
 * await writeFile('probe.pcap', writePcap({ linkType: 1, packets: [{ timestampNs: 0n, bytes: frame }] }))
 * ```
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcap
 */
export function writePcap(content: PcapContent): Uint8Array {
  const { linkType, snapLength = maximumPacketBytes, packets } = content
  const size = packets.reduce((sum, { bytes }) => sum + pcapRecordBytes + bytes.length, pcapHeaderBytes)
  const file = new Uint8Array(size)
  const view = new DataView(file.buffer)
  view.setUint32(0, nanosecondMagic, true)
  view.setUint16(4, 2, true)
  view.setUint16(6, 4, true)
  view.setUint32(16, snapLength, true)
  view.setUint32(20, linkType, true)

  let offset = pcapHeaderBytes
  for (const { timestampNs, bytes, originalLength = bytes.length } of packets) {
    const seconds = timestampNs / nanosecondsPerSecond
    if (bytes.length > maximumPacketBytes) {
      throw new RangeError(`packet has ${bytes.length} bytes, a pcap takes at most ${maximumPacketBytes}`)
    }
    if (timestampNs < 0n || seconds > 0xffffffffn)
      throw new RangeError(`timestampNs ${timestampNs} is outside of 1970–2106`)
    view.setUint32(offset, Number(seconds), true)
    view.setUint32(offset + 4, Number(timestampNs % nanosecondsPerSecond), true)
    view.setUint32(offset + 8, bytes.length, true)
    view.setUint32(offset + 12, originalLength, true)
    file.set(bytes, offset + pcapRecordBytes)
    offset += pcapRecordBytes + bytes.length
  }
  return file
}
