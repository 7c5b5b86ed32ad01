import { field } from '../layers/field.ts'
import type { FieldName, Layer } from '../layers/layer.ts'
import { isIp } from './flow-ends.ts'

type FieldsByLayer = Readonly<Record<string, readonly FieldName[]>>

/** What no router changes of the innermost headers, by layer; the IP id alone is no key, SYN-ACKs have 0. */
const keptByRouters: FieldsByLayer = {
  ip: ['ip.id', 'ip.frag_offset', 'ip.proto'],
  ipv6: ['ipv6.nxt'],
  'ipv6.fraghdr': ['ipv6.fraghdr.ident', 'ipv6.fraghdr.offset'],
  icmp: ['icmp.type', 'icmp.code', 'icmp.seq'],
  icmpv6: ['icmpv6.type', 'icmpv6.code', 'icmpv6.echo.sequence_number'],
  tcp: ['tcp.seq_raw', 'tcp.ack_raw', 'tcp.flags', 'tcp.len'],
  udp: ['udp.length'],
}

/** What NAT changes besides. */
const changedByNat: FieldsByLayer = {
  ip: ['ip.src', 'ip.dst'],
  ipv6: ['ipv6.src', 'ipv6.dst', 'ipv6.flow'],
  icmp: ['icmp.ident'],
  icmpv6: ['icmpv6.echo.identifier'],
  tcp: ['tcp.srcport', 'tcp.dstport'],
  udp: ['udp.srcport', 'udp.dstport'],
}

/** What tells two passes through one tap apart. */
const changedByHops: FieldsByLayer = {
  ip: ['ip.src', 'ip.dst', 'ip.ttl'],
  ipv6: ['ipv6.src', 'ipv6.dst', 'ipv6.hlim'],
}

const ofArp: FieldsByLayer = {
  arp: ['arp.opcode', 'arp.src.hw_mac', 'arp.src.proto_ipv4', 'arp.dst.hw_mac', 'arp.dst.proto_ipv4'],
}

/** A packet as it is recognised at another tap. */
export interface SightingKey {
  /** The same at all taps that see the packet, and for all packets that only their payload tells apart. */
  readonly key: string
  /** What may differ from tap to tap but not between packets that one tap sees one behind the other. */
  readonly form: string
  /** What is behind ports or ICMP's header; what a frame has behind its packet is not the packet's. */
  readonly payload: Uint8Array
}

/**
 * Reads what a packet is recognised by at other taps, in tunnels or not: what no router changes of its innermost IP header
 * and the one behind it.
 *
 * @param throughNat leaves out what NAT changes: addresses, ports, identifiers.
 * @returns undefined for what is neither IP nor ARP.
 * @example
 * ```ts
 * const { key, payload } = readSightingKey(packet.bytes, decode(packet, capture), true) ?? {}
 * ```
 */
export function readSightingKey(
  bytes: Uint8Array,
  layers: readonly Layer[],
  throughNat: boolean,
): SightingKey | undefined {
  const index = layers.findLastIndex(isIp)
  if (index < 0) return readArpKey(bytes, layers)
  const own = layers.slice(index)
  return {
    key: readFields(own, keptByRouters) + (throughNat ? '' : readFields(own, changedByNat)),
    // A packet that passes a tap a second time is in another tunnel, has another address or another time to live.
    form: readFields(layers, changedByHops),
    payload: bytes.subarray(payloadStart(own), endOf(layers)),
  }
}

function endOf(layers: readonly Layer[]): number {
  const last = layers.at(-1)
  return last === undefined ? 0 : last.start + last.length
}

function readFields(layers: readonly Layer[], names: FieldsByLayer): string {
  let text = ''
  for (const layer of layers) {
    for (const name of names[layer.name] ?? []) text += `${name}=${field([layer], name) ?? ''} `
  }
  return text
}

const transports: ReadonlySet<string> = new Set(['icmp', 'icmpv6', 'tcp', 'udp'])

function payloadStart(own: readonly Layer[]): number {
  const last = own.findLast(({ name }) => transports.has(name)) ?? own.findLast(({ name }) => name !== 'data')
  if (last === undefined) return 0
  // Of an ICMP message that is no ping all is one layer: behind its first 8 bytes is what it says or quotes.
  const isMessage = last.name === 'icmp' || last.name === 'icmpv6'
  return last.start + (isMessage ? Math.min(8, last.length) : last.length)
}

function readArpKey(bytes: Uint8Array, layers: readonly Layer[]): SightingKey | undefined {
  const arp = layers.find(({ name }) => name === 'arp')
  if (arp === undefined) return undefined
  return { key: readFields(layers, ofArp), form: '', payload: bytes.subarray(arp.start + arp.length, endOf(layers)) }
}
