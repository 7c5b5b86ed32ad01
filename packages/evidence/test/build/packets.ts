import type { EncodableLayer } from '@underlay/packet'
import { encode } from '@underlay/packet'

/** The reference lab: two nodes in each rack, a pod on each. */
export const nodes = [
  { name: 'control-plane', address: '10.1.5.10/24' },
  { name: 'worker', address: '10.1.5.11/24' },
  { name: 'worker2', address: '10.1.8.10/24' },
]
export const nodes6 = [
  { name: 'control-plane', address: 'fd00:10:1:5::10/64' },
  { name: 'worker', address: 'fd00:10:1:5::11/64' },
  { name: 'worker2', address: 'FD00:10:1:8:0::10/64' },
]
export const pods6 = { here: 'fd00:10:98:51::4', sameRack: 'fd00:10:98:55::9', otherRack: 'fd00:10:98:c1::3' }
export const pods = { here: '10.98.81.4', sameRack: '10.98.85.129', otherRack: '10.98.193.193' }

export function concat(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

export interface IpOptions {
  readonly src: string
  readonly dst: string
  readonly ttl?: number
  readonly id?: number
}

/** A packet of its addresses' family. */
export function ip(protocol: number, options: IpOptions, payload: Uint8Array): Uint8Array {
  return build(header(options, protocol), data(payload))
}

export function echo(isRequest: boolean, seq: number, text = 'payload'): Uint8Array {
  const fields = { 'icmp.type': isRequest ? 8 : 0, 'icmp.ident': 42, 'icmp.seq': seq }
  return build({ name: 'icmp', fields }, data(new TextEncoder().encode(text)))
}

export function timeExceeded(quoted: Uint8Array): Uint8Array {
  return build({ name: 'icmp', fields: { 'icmp.type': 11 }, quoted: [data(quoted)] })
}

export function frame(packet: Uint8Array, src = 0x0a, dst = 0x0b): Uint8Array {
  const type = (packet[0] ?? 0) >> 4 === 6 ? 0x86dd : 0x0800
  return build({ name: 'eth', fields: { 'eth.src': mac(src), 'eth.dst': mac(dst), 'eth.type': type } }, data(packet))
}

export function vxlan(outer: IpOptions, packet: Uint8Array, port = 4789): Uint8Array {
  return build(
    header(outer),
    { name: 'udp', fields: { 'udp.srcport': 50_000, 'udp.dstport': port, 'udp.checksum': 0 } },
    { name: 'vxlan', fields: { 'vxlan.vni': 4096 } },
    data(frame(packet)),
  )
}

function header({ src, dst, ttl = 63, id = 7 }: IpOptions, protocol?: number): EncodableLayer {
  if (src.includes(':')) {
    return { name: 'ipv6', fields: { 'ipv6.src': src, 'ipv6.dst': dst, 'ipv6.hlim': ttl, 'ipv6.nxt': protocol } }
  }
  const fields = { 'ip.id': id, 'ip.flags.df': true, 'ip.ttl': ttl, 'ip.proto': protocol }
  return { name: 'ip', fields: { 'ip.src': src, 'ip.dst': dst, ...fields } }
}

function data(bytes: Uint8Array): EncodableLayer {
  return { name: 'data', fields: { 'data.data': Buffer.from(bytes).toString('hex') } }
}

function mac(last: number): string {
  return `02:00:00:00:00:${last.toString(16).padStart(2, '0')}`
}

/** The bytes of some layers, whatever link they belong to. */
function build(...layers: readonly EncodableLayer[]): Uint8Array {
  return encode(layers, { linkType: 101 }).bytes
}
