import type { Layer, Packet } from '@underlay/packet'
import { decode, field, parseAddress } from '@underlay/packet'
import type { TappedCapture } from '../capture/tapped-capture.ts'
import type { IpLayer } from './encapsulation.ts'
import { findEnclosure } from './encapsulation.ts'
import { findBytes } from './find-bytes.ts'
import type { Direction, FlowPacket } from './flow-packet.ts'
import { readHeader } from './flow-packet.ts'

/** Which packets are of the flow. */
export interface FlowQuery {
  /** IP addresses of its ends, of either family, as the innermost IP header has them. */
  readonly from: string
  readonly to: string
  /** The tap or taps to look at; all by default. */
  readonly at?: string | readonly string[]
  /** One direction only; both by default. */
  readonly direction?: Direction
  /** Only packets that contain these bytes behind their innermost IP header; all by default. */
  readonly mark?: Uint8Array
}

interface Ends {
  readonly from: Uint8Array
  readonly to: Uint8Array
}

/**
 * The packets whose innermost IP header is between two addresses, in both directions, each with its encapsulation.
 * Empty when an end is no IP address.
 *
 * @example
 * ```ts
 * findFlow(capture, { from: '10.98.81.4', to: '10.98.193.193', at: 'control-plane:net0' })
 *   .map(({ encapsulation, outer }) => `${encapsulation} ${outer?.src}`) // ['ipip 10.1.5.10', 'ipip 10.1.8.10']
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc2003
 */
export function findFlow(capture: TappedCapture, query: FlowQuery): readonly FlowPacket[] {
  const from = parseAddress(query.from)
  const to = parseAddress(query.to)
  if (from === undefined || to === undefined) return []
  const names = new Map(capture.interfaces.map(({ id, tap }) => [id, tap]))
  const wanted = query.at === undefined ? undefined : new Set([query.at].flat())
  return capture.packets.flatMap((packet) => {
    const tap = names.get(packet.interfaceId)
    if (tap === undefined || wanted?.has(tap) === false) return []
    const layers = decode(packet, capture)
    return readFlowPacket(packet, layers, tap, { from, to }, query)
  })
}

function readFlowPacket(
  packet: Packet,
  layers: readonly Layer[],
  tap: string,
  ends: Ends,
  query: FlowQuery,
): readonly FlowPacket[] {
  const enclosure = findEnclosure(layers)
  if (enclosure === undefined) return []
  const { encapsulation, tunnels, inner, outer } = enclosure
  const direction = directionOf(packet.bytes, inner, ends)
  if (direction === undefined || direction !== (query.direction ?? direction)) return []
  if (query.mark && !findBytes(packet.bytes, query.mark, inner.start + inner.length)) return []

  const src = field(layers, 'eth.src')
  const dst = field(layers, 'eth.dst')
  const flowPacket = {
    packet,
    layers,
    tap,
    direction,
    encapsulation,
    tunnels,
    ...(outer && { outer: readHeader(outer) }),
    inner: readHeader(inner),
    ...(src !== undefined && dst !== undefined && { ethernet: { src, dst } }),
  }
  return [flowPacket]
}

/** Compares bytes, not text: most packets of a capture are of other flows, and need no formatting. */
function directionOf(bytes: Uint8Array, { name, start }: IpLayer, { from, to }: Ends): Direction | undefined {
  const length = name === 'ip' ? 4 : 16
  if (from.length !== length || to.length !== length) return undefined
  const source = start + (name === 'ip' ? 12 : 8)
  const has = (offset: number, address: Uint8Array): boolean =>
    address.every((byte, index) => bytes[offset + index] === byte)
  if (has(source, from) && has(source + length, to)) return 'forward'
  return has(source, to) && has(source + length, from) ? 'reverse' : undefined
}
