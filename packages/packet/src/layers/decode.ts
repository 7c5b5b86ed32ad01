import { data } from '../protocols/data.ts'
import { taggedFrame } from '../protocols/frame-trailer.ts'
import { malformed } from '../protocols/malformed.ts'
import { DecodedLayer } from './decoded-layer.ts'
import { linkProtocol, nextProtocol } from './next-protocol.ts'
import type { Layer } from './layer.ts'
import type { Cursor, Protocol } from './protocol.ts'

/** What `decode` needs of a packet: its captured bytes and the link type of the interface. */
export interface DecodablePacket {
  readonly bytes: Uint8Array
  readonly linkType: number
}

/** How to decode. */
export interface DecodeOptions {
  /** UDP ports that carry VXLAN besides 4789, for example flannel's 8472; none by default. */
  readonly vxlanPorts?: readonly number[]
}

const maximumDepth = 16
const noPorts: readonly number[] = []

/**
 * Reads a packet's headers as layers, outermost first; at most 16, the last of which then is the rest as `data`.
 * Broken bytes are a layer `malformed`, never a throw.
 *
 * @example
 * ```ts
 * for (const packet of readCapture(bytes).packets) {
 *   console.log(frameProtocols(decode(packet))) // eth:ethertype:ip:ip:icmp:data
 * }
 * ```
 * @see https://www.tcpdump.org/linktypes.html
 */
export function decode(packet: DecodablePacket, options: DecodeOptions = {}): readonly Layer[] {
  const { bytes, linkType } = packet
  const cursor = createCursor(bytes, 0, false, options.vxlanPorts ?? noPorts)
  // A DecodedLayer is typed by the protocol that it carries as a value; Layer says the same in types.
  return walk(linkProtocol(linkType), cursor, maximumDepth) as unknown as readonly Layer[]
}

function createCursor(bytes: Uint8Array, start: number, quoted: boolean, vxlanPorts: readonly number[]): Cursor {
  return {
    bytes,
    quoted,
    vxlanPorts,
    start,
    end: bytes.length,
    length: 0,
    table: 'none',
    key: 0,
    otherKey: 0,
    problem: undefined,
    quoteStart: 0,
    quoteKey: 0,
  }
}

function walk(first: Protocol | undefined, cursor: Cursor, depth: number): readonly DecodedLayer[] {
  const layers: DecodedLayer[] = []
  let protocol = first
  let outer: DecodedLayer | undefined
  while (protocol !== undefined && layers.length < depth) {
    if (layers.length === depth - 1) protocol = data
    if (protocol === data && cursor.start === cursor.end) break
    const layer = dissect(protocol, cursor, outer)
    layers.push(layer)
    if (cursor.quoteStart !== 0) layer.quoted = readQuotation(cursor, depth - layers.length)
    protocol = cursor.problem === undefined ? nextProtocol(cursor) : undefined
    outer = layer
  }
  return layers
}

function dissect(protocol: Protocol, cursor: Cursor, outer: DecodedLayer | undefined): DecodedLayer {
  const { bytes, start } = cursor
  const availableEnd = cursor.end
  protocol.dissect(cursor)
  if (cursor.problem !== undefined) {
    return new DecodedLayer(malformed, bytes, start, availableEnd - start, availableEnd, outer, cursor.problem)
  }
  const isLinkLayer = protocol.name === 'eth'
  const end = isLinkLayer ? availableEnd : cursor.end
  const layer = new DecodedLayer(protocol, bytes, start, cursor.length, end, outer, undefined)
  if (isLinkLayer) layer.payloadEnd = cursor.end
  else if (cursor.end < availableEnd) trimFrame(layer)
  cursor.start = start + cursor.length
  return layer
}

/** The network layer knows how long it is: what the frame has behind that is padding. */
function trimFrame(layer: DecodedLayer): void {
  const frame = taggedFrame(layer)
  if (frame !== undefined) frame.payloadEnd = layer.end
}

function readQuotation(cursor: Cursor, depth: number): readonly DecodedLayer[] {
  const { bytes, quoteStart, quoteKey, end, vxlanPorts } = cursor
  cursor.quoteStart = 0
  if (quoteStart >= end || depth <= 0) return []
  const inner = createCursor(bytes, quoteStart, true, vxlanPorts)
  inner.end = end
  inner.table = 'ip.proto'
  inner.key = quoteKey
  return walk(nextProtocol(inner), inner, depth)
}
