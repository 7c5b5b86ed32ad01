import { maximumPacketBytes } from '../capture-file/limits.ts'
import { sectionHeaderType } from './block.ts'
import { encodeCounter, encodeText, writeBlock } from './block-writer.ts'
import { sectionOptions } from './section-block.ts'

/** An interface to write; `name` is the tap, `worker2:net0`. */
export interface WrittenInterface {
  readonly name: string
  readonly description?: string
  /** LINKTYPE_ value. */
  readonly linkType: number
  /** Bytes kept of each packet; 262144 by default. */
  readonly snapLength?: number
  /** Packets that arrived at the tap. */
  readonly received?: number
  /** Packets that the tap lost. */
  readonly dropped?: number
}

/** A packet to write. */
export interface WrittenPacket {
  /** Position in `interfaces`. */
  readonly interfaceId: number
  /** Nanoseconds since 1970. */
  readonly timestampNs: bigint
  readonly bytes: Uint8Array
  /** Bytes on the wire; the length of `bytes` by default. */
  readonly originalLength?: number
  readonly comment?: string
}

/** What to write into a pcapng file. */
export interface PcapngContent {
  readonly comment?: string
  readonly hardware?: string
  readonly os?: string
  readonly application?: string
  readonly interfaces: readonly WrittenInterface[]
  readonly packets: readonly WrittenPacket[]
}

/**
 * A pcapng file of one section: interfaces, packets in the given order with nanoseconds, then what each interface
 * received and lost, where that is known.
 *
 * @throws RangeError when a packet has more than 262144 bytes, names no interface, or has a time before 1970.
 * @example
 * ```ts
 * const interfaces = [{ name: 'worker2:net0', linkType: 1, dropped: 0 }]
 * await writeFile('cross.pcapng', writePcapng({ interfaces, packets }))
 * ```
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng
 */
export function writePcapng(content: PcapngContent): Uint8Array {
  const { interfaces, packets } = content
  const blocks = [
    writeSection(content),
    ...interfaces.map((each) => writeInterface(each)),
    ...packets.map((packet, index) => writePacket(packet, index, interfaces.length)),
    ...interfaces.flatMap((each, id) => writeStatistics(each, id, lastTime(packets))),
  ]
  const file = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0))
  let offset = 0
  for (const block of blocks) {
    file.set(block, offset)
    offset += block.length
  }
  return file
}

function writeSection(content: PcapngContent): Uint8Array {
  const { comment, hardware, os, application } = sectionOptions
  const options = [
    ...encodeText(comment, content.comment),
    ...encodeText(hardware, content.hardware),
    ...encodeText(os, content.os),
    ...encodeText(application, content.application),
  ]
  return writeBlock(sectionHeaderType, 16, fillSection, options)
}

function fillSection(view: DataView): void {
  view.setUint32(0, 0x1a2b3c4d, true)
  view.setUint16(4, 1, true)
  view.setBigInt64(8, -1n, true)
}

function writeInterface({
  name,
  description,
  linkType,
  snapLength = maximumPacketBytes,
}: WrittenInterface): Uint8Array {
  const nanoseconds = [[9, Uint8Array.of(9)] as const]
  const options = [...encodeText(2, name), ...encodeText(3, description), ...nanoseconds]
  const fill = (view: DataView): void => {
    view.setUint16(0, linkType, true)
    view.setUint32(4, snapLength, true)
  }
  return writeBlock(1, 8, fill, options)
}

function writePacket(packet: WrittenPacket, index: number, interfaceCount: number): Uint8Array {
  const { interfaceId, timestampNs, bytes, originalLength = bytes.length, comment } = packet
  const place = `packet ${index + 1}`
  if (bytes.length > maximumPacketBytes) {
    throw new RangeError(`${place} has ${bytes.length} bytes, at most ${maximumPacketBytes} are written`)
  }
  if (!(interfaceId >= 0 && interfaceId < interfaceCount)) {
    throw new RangeError(`${place} is of interface ${interfaceId}, there are ${interfaceCount}`)
  }
  const fill = (view: DataView): void => {
    view.setUint32(0, interfaceId, true)
    writeTime(view, timestampNs, place)
    view.setUint32(12, bytes.length, true)
    view.setUint32(16, originalLength, true)
  }
  return writeBlock(6, 20, fill, encodeText(1, comment), bytes)
}

function writeStatistics(each: WrittenInterface, id: number, timestampNs: bigint): readonly Uint8Array[] {
  const options = [...encodeCounter(4, each.received), ...encodeCounter(5, each.dropped)]
  if (options.length === 0) return []
  const fill = (view: DataView): void => {
    view.setUint32(0, id, true)
    writeTime(view, timestampNs, 'interface statistics')
  }
  return [writeBlock(5, 12, fill, options)]
}

function lastTime(packets: readonly WrittenPacket[]): bigint {
  return packets.reduce((last, { timestampNs }) => (timestampNs > last ? timestampNs : last), 0n)
}

function writeTime(view: DataView, timestampNs: bigint, place: string): void {
  if (timestampNs < 0n || timestampNs >> 64n !== 0n)
    throw new RangeError(`${place}: timestampNs ${timestampNs} is before 1970`)
  view.setUint32(4, Number(timestampNs >> 32n), true)
  view.setUint32(8, Number(timestampNs & 0xffffffffn), true)
}
