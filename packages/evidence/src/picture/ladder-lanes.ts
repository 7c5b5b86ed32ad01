import { field, type Layer } from '@underlay/packet'
import { findEnclosure, isIp } from '../flow/encapsulation.ts'
import type { TracedHop } from '../path/trace.ts'
import { describeMessage } from '../trace/describe-hop.ts'
import { ttlOf } from '../trace/identity.ts'

/** A header, or a field of one, along the way: a text for each hop that has it. */
export interface Lane {
  /** `Ethernet`, `outer IP`, `TTL`. */
  readonly title: string
  readonly kind: 'frame' | 'outer' | 'inner'
  /** By hop; undefined where the packet has no such header. */
  readonly texts: readonly (string | undefined)[]
}

/** What of a packet is followed along its way: frames, tunnels with their headers, the packet inside, what it says. */
export function lanesOf(hops: readonly Pick<TracedHop, 'layers'>[]): readonly Lane[] {
  const depth = Math.max(0, ...hops.map(({ layers }) => layers.filter(isIp).length))
  const of = (text: (layers: readonly Layer[]) => string | undefined) => hops.map(({ layers }) => text(layers))
  const outer = Array.from({ length: Math.max(0, depth - 1) }, (_, level): readonly Lane[] => {
    const name = depth > 2 ? ` ${level + 1}` : ''
    return [
      { title: `outer IP${name}`, kind: 'outer', texts: of((layers) => outerText(layers, level)) },
      { title: `outer TTL${name}`, kind: 'outer', texts: of((layers) => outerTtl(layers, level)) },
    ]
  })
  return [
    { title: 'Ethernet', kind: 'frame', texts: of(frameText) },
    ...outer.flat(),
    { title: 'IP', kind: 'inner', texts: of((layers) => endsText(layers.findLast(isIp))) },
    { title: 'TTL', kind: 'inner', texts: of((layers) => ttlText(layers.findLast(isIp))) },
    { title: 'message', kind: 'inner', texts: of(describeMessage) },
  ]
}

function frameText(layers: readonly Layer[]): string | undefined {
  const [first] = layers
  if (first?.name !== 'eth') return undefined
  return `${first.fields['eth.src']} → ${first.fields['eth.dst']}`
}

function outerText(layers: readonly Layer[], level: number): string | undefined {
  const header = outerHeader(layers, level)
  if (header === undefined) return undefined
  const name = findEnclosure(layers)?.tunnels[level] ?? ''
  const vni = name === 'vxlan' ? field(layers, 'vxlan.vni') : undefined
  return [name, ...(vni === undefined ? [] : [`VNI ${vni}`]), endsText(header)].join(' ').trim()
}

function outerTtl(layers: readonly Layer[], level: number): string | undefined {
  return ttlText(outerHeader(layers, level))
}

function outerHeader(layers: readonly Layer[], level: number): Layer | undefined {
  const headers = layers.filter(isIp)
  return level < headers.length - 1 ? headers[level] : undefined
}

function endsText(header: Layer | undefined): string | undefined {
  if (header?.name === 'ip') return `${header.fields['ip.src']} → ${header.fields['ip.dst']}`
  if (header?.name === 'ipv6') return `${header.fields['ipv6.src']} → ${header.fields['ipv6.dst']}`
  return undefined
}

function ttlText(header: Layer | undefined): string | undefined {
  return header !== undefined && isIp(header) ? String(ttlOf(header)) : undefined
}
