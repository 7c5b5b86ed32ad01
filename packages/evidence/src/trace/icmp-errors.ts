import { field, type Layer } from '@underlay/packet'
import { findBytes } from '../flow/find-bytes.ts'
import type { TracedError } from '../path/trace.ts'
import type { Sighting } from './sighting.ts'

/** Whether a packet is an ICMP error: what it quotes is not a packet on its way. */
export function isQuoting({ layers }: Sighting): boolean {
  return layers.some(({ quoted }) => quoted.length > 0)
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
