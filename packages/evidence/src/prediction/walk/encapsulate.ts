import type { VirtualDevice, VirtualRoute } from '../network/place.ts'
import type { Envelope, PlainPacket } from './packet.ts'

/** The TTL that VXLAN's outer header has. */
const VXLAN_TTL = 64

/** Where a tunnel device sends what leaves by a route; the source is left to the route where the device has none. */
export type Outer = Omit<Envelope, 'source'> & { readonly source?: string }

/**
 * The outer header that a tunnel device puts before a packet: IPIP inherits TTL and DF, VXLAN has its own TTL, no DF, and an inner
 * frame. Undefined when the device knows no peer at the next hop.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2003#section-3.1
 */
export function encapsulate(
  { tunnel, mac }: VirtualDevice,
  { nextHop }: VirtualRoute,
  { ttl, dontFragment, destination }: PlainPacket,
): Outer | undefined {
  if (tunnel === undefined) return undefined
  const { encapsulation, local, port, vni } = tunnel
  const source = local === undefined ? {} : { source: local }
  const next = nextHop ?? destination
  if (encapsulation === 'ipip') return { encapsulation, ...source, destination: next, ttl, dontFragment }
  const peer = tunnel.peers.get(next)
  if (peer === undefined) return undefined
  return {
    encapsulation,
    ...source,
    destination: peer.remote,
    ttl: VXLAN_TTL,
    dontFragment: false,
    ...(port !== undefined && { port }),
    ...(vni !== undefined && { vni }),
    macs: {
      ...(mac !== undefined && { source: mac }),
      ...(peer.mac !== undefined && { destination: peer.mac }),
    },
  }
}
