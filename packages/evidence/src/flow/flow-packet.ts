import type { Layer, Packet } from '@underlay/packet'
import type { IpLayer, ObservedEncapsulation } from './encapsulation.ts'

/** An IP header's ends; `ttl` is IPv6's hop limit too. */
export interface IpHeader {
  readonly src: string
  readonly dst: string
  readonly ttl: number
}

/** Which way a packet goes: `forward` from `from` to `to`, `reverse` back. */
export type Direction = 'forward' | 'reverse'

/** One packet of a flow at one tap. */
export interface FlowPacket {
  readonly packet: Packet
  readonly layers: readonly Layer[]
  /** Where it was captured: `control-plane:net0`. */
  readonly tap: string
  readonly direction: Direction
  readonly encapsulation: ObservedEncapsulation
  /** The tunnels around it, outermost first; empty when there is none. */
  readonly tunnels: readonly string[]
  /** The outermost IP header, when the packet is encapsulated. */
  readonly outer?: IpHeader
  /** The innermost IP header: that of the flow. */
  readonly inner: IpHeader
  /** The outermost Ethernet header's addresses, when the tap has one. */
  readonly ethernet?: { readonly src: string; readonly dst: string }
}

/** The ends of an IP layer. */
export function readHeader(layer: IpLayer): IpHeader {
  return layer.name === 'ip'
    ? { src: layer.fields['ip.src'], dst: layer.fields['ip.dst'], ttl: layer.fields['ip.ttl'] }
    : { src: layer.fields['ipv6.src'], dst: layer.fields['ipv6.dst'], ttl: layer.fields['ipv6.hlim'] }
}
