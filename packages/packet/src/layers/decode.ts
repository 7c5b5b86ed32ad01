import { data } from '../protocols/data.ts'
import { ethernet } from '../protocols/ethernet.ts'
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

type Walker = { -readonly [Key in keyof Cursor]: Cursor[Key] }

const maximumDepth = 16
const noOptions: DecodeOptions = {}
const noPorts: readonly number[] = []
const noBytes = new Uint8Array(0)

// One cursor, and one stack that is copied at its right length, serve all packets: what a packet costs is its layers.
const walker = createCursor()

/**
 * Reads a packet's headers as layers, outermost first; at most 16 inside of each other, the last of which then is the rest
 * as `data`.
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
export function decode(packet: DecodablePacket, options: DecodeOptions = noOptions): readonly Layer[] {
  const { bytes, linkType } = packet
  aim(walker, bytes, 0, bytes.length)
  walker.quoted = false
  walker.vxlanPorts = options.vxlanPorts ?? noPorts
  const layers = walk(linkProtocol(linkType), walker, 0)
  // Nothing may hold the bytes of a packet that its owner has let go.
  walker.bytes = noBytes
  // A DecodedLayer is typed by the protocol that it carries as a value; Layer says the same in types.
  return layers as unknown as readonly Layer[]
}

function createCursor(): Walker {
  return {
    bytes: noBytes,
    quoted: false,
    vxlanPorts: noPorts,
    start: 0,
    end: 0,
    length: 0,
    table: 'none',
    key: 0,
    otherKey: 0,
    problem: undefined,
    quoteStart: 0,
    quoteKey: 0,
  }
}

function aim(cursor: Walker, bytes: Uint8Array, start: number, end: number): void {
  cursor.bytes = bytes
  cursor.start = start
  cursor.end = end
  cursor.table = 'none'
  cursor.problem = undefined
  cursor.quoteStart = 0
}

/** `depth` is how many layers are around these already. */
function walk(first: Protocol | undefined, cursor: Walker, depth: number): readonly DecodedLayer[] {
  let protocol = first
  let innermost: DecodedLayer | undefined
  let count = 0
  let nested = depth
  while (protocol !== undefined && nested < maximumDepth) {
    if (nested === maximumDepth - 1) protocol = data
    if (protocol === data && cursor.start === cursor.end) break
    // Messages beside each other are as many as a segment holds, and no depth.
    if (cursor.table !== 'bgp' && cursor.table !== 'dns') nested++
    innermost = dissect(protocol, cursor, innermost)
    count++
    if (cursor.quoteStart !== 0) readQuotation(cursor, innermost, nested)
    protocol = cursor.problem === undefined ? nextProtocol(cursor) : undefined
  }
  return listLayers(innermost, count)
}

/** At the right length from the start: an array that grows is several times as large. */
function listLayers(innermost: DecodedLayer | undefined, count: number): readonly DecodedLayer[] {
  // oxlint-disable-next-line unicorn/no-new-array
  const layers = new Array<DecodedLayer>(count)
  let layer = innermost
  for (let index = count - 1; layer !== undefined; index--) {
    layers[index] = layer
    layer = layer.outer
  }
  return layers
}

function dissect(protocol: Protocol, cursor: Walker, outer: DecodedLayer | undefined): DecodedLayer {
  const { bytes, start, end: availableEnd } = cursor
  protocol.dissect(cursor)
  if (cursor.problem !== undefined) {
    const layer = new DecodedLayer(malformed, bytes, start, availableEnd - start, availableEnd, outer)
    layer.set({ problem: cursor.problem })
    return layer
  }
  const { length, end } = cursor
  cursor.start = start + length
  if (end === availableEnd) return new DecodedLayer(protocol, bytes, start, length, end, outer)
  if (protocol === ethernet) {
    const frame = new DecodedLayer(protocol, bytes, start, length, availableEnd, outer)
    frame.set({ payloadEnd: end })
    return frame
  }
  const layer = new DecodedLayer(protocol, bytes, start, length, end, outer)
  trimFrame(layer)
  return layer
}

/** The network layer knows how long it is: what the frame has behind that is padding. */
function trimFrame(layer: DecodedLayer): void {
  const frame = taggedFrame(layer)
  frame?.set({ payloadEnd: layer.end })
}

/** The quotation has a cursor of its own: the message goes on where it stood. */
function readQuotation(cursor: Walker, layer: DecodedLayer, depth: number): void {
  const { bytes, quoteStart, quoteKey, end, vxlanPorts } = cursor
  cursor.quoteStart = 0
  if (quoteStart >= end || depth >= maximumDepth) return
  const inner = createCursor()
  aim(inner, bytes, quoteStart, end)
  inner.quoted = true
  inner.vxlanPorts = vxlanPorts
  inner.table = 'ip.proto'
  inner.key = quoteKey
  layer.set({ quoted: walk(nextProtocol(inner), inner, depth) })
}
