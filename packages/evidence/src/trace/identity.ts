import { decode, field, readSightingKey, type DecodeOptions, type Layer, type Packet } from '@underlay/packet'
import { isIp, type IpLayer } from '../flow/encapsulation.ts'

/** A packet, read as far as it takes to know it again. */
export interface ReadPacket {
  readonly packet: Packet
  readonly layers: readonly Layer[]
  /** Its IP headers, outermost first; at least one. */
  readonly headers: readonly [IpLayer, ...IpLayer[]]
  /** The same at every tap, whatever NAT did to addresses and ports; no other packet has it. */
  readonly identity: string
  /** Behind ports or ICMP's header, in hex. */
  readonly payload: string
  /** Addresses and ports of the innermost IP header. */
  readonly ends: { readonly src: string; readonly dst: string }
}

/** Reads a packet; undefined for one that is not of IP, and for the later fragments, which have no ports or numbers. */
export function readPacket(packet: Packet, options: DecodeOptions): ReadPacket | undefined {
  const layers = decode(packet, options)
  const [first, ...more] = layers.filter(isIp)
  if (first === undefined) return undefined
  const inner = more.at(-1) ?? first
  const transport = layers[layers.indexOf(inner) + 1]
  if (transport === undefined || field([inner], 'ip.frag_offset')) return undefined
  const own = layers.slice(layers.indexOf(inner))
  const [src, dst] = (['src', 'dst'] as const).map((end) => {
    const address = field(own, `ip.${end}`) ?? field(own, `ipv6.${end}`)
    const port = field(own, `tcp.${end}port`) ?? field(own, `udp.${end}port`)
    return port === undefined ? `${address}` : `${address} ${port}`
  })
  const ends = { src: src ?? '', dst: dst ?? '' }
  const recognised = readSightingKey(packet.bytes, layers, true)
  const payload = Array.from(recognised?.payload ?? [], (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { packet, layers, headers: [first, ...more], identity: `${recognised?.key} ${payload}`, payload, ends }
}

/** A header's time to live, IPv6's hop limit. */
export function ttlOf(header: IpLayer): number {
  return header.name === 'ip' ? header.fields['ip.ttl'] : header.fields['ipv6.hlim']
}
