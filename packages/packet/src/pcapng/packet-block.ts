import type { Packet } from '../capture-file/capture-file.ts'
import { maximumPacketBytes } from '../capture-file/limits.ts'
import type { Block } from './block.ts'
import { faultAt, requireBody } from './block.ts'
import type { SectionInterface } from './interface-block.ts'
import { commentsOf, readOptions } from './options.ts'

/**
 * Reads an enhanced packet block, or its predecessor the obsolete packet block, which has a drop counter beside a
 * 16-bit interface id.
 *
 * ```text
 * +---------------------------------------------------------------+
 * |                         Interface ID                          |
 * +---------------------------------------------------------------+
 * |              Timestamp (high 4 bytes, low 4 bytes)            |
 * +---------------------------------------------------------------+
 * |                    Captured Packet Length                     |
 * +---------------------------------------------------------------+
 * |                    Original Packet Length                     |
 * +---------------------------------------------------------------+
 * |            Packet, padded to 4 bytes, then options            |
 * +---------------------------------------------------------------+
 * ```
 *
 * @throws PcapFormatError when the interface was not described or the packet goes beyond its block.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng#section-4.3
 */
export function readEnhancedPacket(
  block: Block,
  interfaces: readonly SectionInterface[],
  number: number,
  obsolete: boolean,
): Packet {
  requireBody(block, 'packet', 20)
  const { view, bodyStart, littleEndian } = block
  const id = obsolete ? view.getUint16(bodyStart, littleEndian) : view.getUint32(bodyStart, littleEndian)
  const { capture, time } = findInterface(interfaces, id, block)
  const capturedLength = view.getUint32(bodyStart + 12, littleEndian)
  const bytes = takeBytes(block, bodyStart + 20, capturedLength)
  const optionsStart = bodyStart + 20 + Math.ceil(capturedLength / 4) * 4
  const packet = {
    number,
    interfaceId: capture.id,
    timestampNs: time(view.getUint32(bodyStart + 4, littleEndian), view.getUint32(bodyStart + 8, littleEndian)),
    capturedLength,
    originalLength: view.getUint32(bodyStart + 16, littleEndian),
    linkType: capture.linkType,
    bytes,
  }
  const options = readOptions(block, optionsStart)
  return options.size === 0 ? packet : { ...packet, ...commentsOf(options) }
}

/**
 * Reads a simple packet block: the section's first interface, no time, cut at its snapshot length.
 *
 * @throws PcapFormatError when no interface was described or the packet goes beyond its block.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng#section-4.4
 */
export function readSimplePacket(block: Block, interfaces: readonly SectionInterface[], number: number): Packet {
  requireBody(block, 'simple packet', 4)
  const { view, bodyStart, littleEndian } = block
  const { id, linkType, snapLength } = findInterface(interfaces, 0, block).capture
  const originalLength = view.getUint32(bodyStart, littleEndian)
  const capturedLength = snapLength === 0 ? originalLength : Math.min(originalLength, snapLength)
  const bytes = takeBytes(block, bodyStart + 4, capturedLength)
  return { number, interfaceId: id, timestampNs: 0n, capturedLength, originalLength, linkType, bytes }
}

function findInterface(interfaces: readonly SectionInterface[], id: number, block: Block): SectionInterface {
  const found = interfaces[id]
  if (found !== undefined) return found
  const count = `this section has described ${interfaces.length}`
  throw faultAt(block, block.bodyStart, `packet of interface ${id}, ${count}`)
}

/** @throws PcapFormatError when a packet is too long, or goes beyond its block. */
export function takeBytes(block: Block, start: number, length: number): Uint8Array {
  if (length > maximumPacketBytes) {
    throw faultAt(block, block.start, `packet length ${length} is above the limit of ${maximumPacketBytes} bytes`)
  }
  if (start + length > block.bodyEnd) {
    throw faultAt(block, block.start, `packet of ${length} bytes goes beyond its block`)
  }
  return new Uint8Array(block.view.buffer, block.view.byteOffset + start, length)
}
