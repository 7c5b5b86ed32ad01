import { parseAddress } from '@underlay/packet'

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

function u16(value: number): readonly number[] {
  return [value >> 8, value & 0xff]
}

export interface IpOptions {
  readonly src: string
  readonly dst: string
  readonly ttl?: number
  readonly id?: number
}

/** A packet of its addresses' family; an IPv4 checksum stays 0, nothing here judges it. */
export function ip(protocol: number, { src, dst, ttl = 63, id = 7 }: IpOptions, payload: Uint8Array): Uint8Array {
  if (src.includes(':')) return ipv6(protocol, { src, dst, ttl }, payload)
  const ends = [src, dst].map((end) => parseAddress(end) ?? new Uint8Array(4))
  return concat([0x45, 0], u16(20 + payload.length), u16(id), [0x40, 0, ttl, protocol, 0, 0], ...ends, payload)
}

function ipv6(next: number, { src, dst, ttl = 63 }: IpOptions, payload: Uint8Array): Uint8Array {
  const ends = [src, dst].map((end) => parseAddress(end) ?? new Uint8Array(16))
  return concat([0x60, 0, 0, 0], u16(payload.length), [next, ttl], ...ends, payload)
}

export function echo(isRequest: boolean, seq: number, data = 'payload'): Uint8Array {
  return concat([isRequest ? 8 : 0, 0, 0, 0, 0, 42], u16(seq), new TextEncoder().encode(data))
}

export function timeExceeded(quoted: Uint8Array): Uint8Array {
  return concat([11, 0, 0, 0, 0, 0, 0, 0], quoted)
}

export function frame(packet: Uint8Array, src = 0x0a, dst = 0x0b): Uint8Array {
  const type = (packet[0] ?? 0) >> 4 === 6 ? [0x86, 0xdd] : [8, 0]
  return concat([2, 0, 0, 0, 0, dst], [2, 0, 0, 0, 0, src], type, packet)
}

export function vxlan(outer: IpOptions, packet: Uint8Array, port = 4789): Uint8Array {
  const inside = concat([8, 0, 0, 0, 0, 16, 0, 0], frame(packet))
  return ip(17, outer, concat(u16(50000), u16(port), u16(8 + inside.length), [0, 0], inside))
}
