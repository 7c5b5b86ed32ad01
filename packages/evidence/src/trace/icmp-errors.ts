import { field, type Layer } from '@underlay/packet'
import { isIp } from '../flow/encapsulation.ts'
import { findBytes } from '../flow/find-bytes.ts'
import type { TracedError } from '../path/trace.ts'
import type { Sighting } from './sighting.ts'

/** Whether a packet is an ICMP error: what it quotes is not a packet on its way. */
export function isQuoting({ layers }: Sighting): boolean {
  return layers.some(({ quoted }) => quoted.length > 0)
}

/** Whether an ICMP error quotes a packet as one of the taps saw it: NAT may have translated it on the way. */
export function quotesPacket(error: Sighting, sightings: readonly Sighting[]): boolean {
  const told = new Set(sightings.map(({ headers, packet }) => startOf(headers.at(-1) ?? headers[0], packet.bytes)))
  const quoted = error.layers.flatMap((layer) => layer.quoted).filter(isIp)
  return quoted.some((layer) => told.has(startOf(layer, error.packet.bytes)))
}

// Of TCP and UDP the ports, of an echo its identifier and number: within the eight bytes that an error has to quote.
function startOf(header: Layer, bytes: Uint8Array): string {
  const protocol = field([header], 'ip.proto') ?? field([header], 'ipv6.nxt')
  const isIcmp = protocol === 1 || protocol === 58
  const start = header.start + header.length + (isIcmp ? 4 : 0)
  return `${endsOf(header)} ${protocol} ${bytes.slice(start, start + 4).join(' ')}`
}

/** The ICMP errors about a packet, each once. */
export function errorsAbout(
  sightings: readonly Sighting[],
  all: readonly Sighting[],
  mark: Uint8Array | undefined,
): readonly TracedError[] {
  const ends = new Set(sightings.flatMap(({ headers }) => headers.map(endsOf)))
  const about = all.filter((each) => {
    const quoted = each.layers.flatMap((layer) => layer.quoted)
    if (!quoted.some((layer) => ends.has(endsOf(layer)))) return false
    return mark === undefined || !quotesPayload(quoted) || findBytes(each.packet.bytes, mark, quoted[0]?.start ?? 0)
  })
  const seen = new Set<string>()
  return about.flatMap((each) => {
    const from = each.ends.src
    const text = textOf(each.layers)
    const key = `${from} ${text}`
    if (seen.has(key)) return []
    seen.add(key)
    return [{ from, tap: each.tap, text }]
  })
}

// Eight bytes behind the header are all that an error has to quote.
function quotesPayload(quoted: readonly Layer[]): boolean {
  return quoted.some(({ name }) => name === 'data')
}

function endsOf(layer: Layer): string {
  const [src, dst] = [field([layer], 'ip.src'), field([layer], 'ip.dst')]
  return src === undefined ? `${field([layer], 'ipv6.src')} ${field([layer], 'ipv6.dst')}` : `${src} ${dst}`
}

function textOf(layers: readonly Layer[]): string {
  const [type, code] = [field(layers, 'icmp.type'), field(layers, 'icmp.code')]
  const [type6, code6] = [field(layers, 'icmpv6.type'), field(layers, 'icmpv6.code')]
  const mtu = field(layers, 'icmp.mtu') ?? field(layers, 'icmpv6.mtu')
  const name = type === undefined ? errors6[`${type6}/${code6}`] : errors[`${type}/${code}`]
  const number = type === undefined ? `ICMPv6 type ${type6} code ${code6}` : `ICMP type ${type} code ${code}`
  return `${name ?? number}${mtu === undefined ? '' : `, MTU ${mtu}`}`
}

const errors: Readonly<Record<string, string>> = {
  '3/0': 'network unreachable',
  '3/1': 'host unreachable',
  '3/2': 'protocol unreachable',
  '3/3': 'port unreachable',
  '3/4': 'fragmentation needed',
  '3/13': 'administratively prohibited',
  '11/0': 'time exceeded',
  '5/0': 'redirect',
  '5/1': 'redirect',
}

const errors6: Readonly<Record<string, string>> = {
  '1/0': 'no route',
  '1/1': 'administratively prohibited',
  '1/3': 'address unreachable',
  '1/4': 'port unreachable',
  '2/0': 'packet too big',
  '3/0': 'time exceeded',
}
