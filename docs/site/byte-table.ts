import { decode, type DecodablePacket, type FieldValue, type Layer } from '@underlay/packet'

import { headerLayouts } from './header-layouts.ts'

/** A field of a packet with its bytes. */
export interface ByteRow {
  readonly layer: string
  /** Of the layer in the packet, from 0: headers inside of a tunnel come later. */
  readonly depth: number
  /** Bytes from the frame's start. */
  readonly offset: number
  readonly hex: string
  readonly bits: string
  readonly field: string
  readonly value: string
}

/** All headers of a packet, byte by byte: each field that is known with its place, and what remains as `data`. */
export function byteRows(packet: DecodablePacket): readonly ByteRow[] {
  return decode(packet).flatMap((layer, depth) => {
    const fields: Readonly<Record<string, unknown>> = layer.fields
    return (headerLayouts[layer.name] ?? []).map(({ field, offset, bytes, bits = '' }) => {
      const at = layer.start + offset
      const hex = Buffer.from(packet.bytes.subarray(at, at + bytes))
        .toString('hex')
        .replaceAll(/..(?!$)/g, '$& ')
      return { layer: layer.name, depth, offset: at, hex, bits, field, value: valueText(field, fields[field]) }
    })
  })
}

/** The headers of a packet as HTML tables, those around the inner packet marked as outer. */
export function byteTable(packet: DecodablePacket): string {
  const layers = decode(packet)
  const innermost = layers.findLastIndex(({ name }) => name === 'ip')
  const inside = layers[innermost - 1]?.name === 'eth' ? innermost - 1 : innermost
  const tunnelled = layers.filter(({ name }) => name === 'ip').length > 1
  const sections = [...Map.groupBy(byteRows(packet), ({ depth }) => depth)].map(([depth, rows]) => {
    const kind = tunnelled && depth < inside ? 'outer' : 'inner'
    return section(layers[depth], kind, tunnelled, rows)
  })
  return `<div class="underlay-scroll"><table class="underlay-table underlay-bytes">${head}${sections.join('')}</table></div>\n`
}

const head =
  '<thead><tr><th scope="col">Bytes</th><th scope="col">Hex</th><th scope="col">Bits</th><th scope="col">Field</th><th scope="col">Value</th></tr></thead>\n'

const names: Readonly<Record<string, string>> = {
  eth: 'Ethernet',
  ip: 'IPv4',
  udp: 'UDP',
  vxlan: 'VXLAN',
  icmp: 'ICMP',
}

function section(layer: Layer | undefined, kind: string, tunnelled: boolean, rows: readonly ByteRow[]): string {
  const where = tunnelled ? `${kind} ` : ''
  const title = `${where}${names[layer?.name ?? ''] ?? layer?.name}, ${layer?.length} bytes`
  const lines = rows.map(({ offset, hex, bits, field, value }) => {
    const last = offset + hex.split(' ').length - 1
    const range = last === offset ? `${offset}` : `${offset}–${last}`
    return `<tr><td>${range}</td><td>${hex}</td><td>${bits}</td><td>${field}</td><td>${value}</td></tr>\n`
  })
  return `<tbody class="underlay-${kind}"><tr><th scope="rowgroup" colspan="5">${title}</th></tr>\n${lines.join('')}</tbody>\n`
}

const hexadecimal = new Set(['eth.type', 'ip.id', 'ip.checksum', 'udp.checksum', 'icmp.checksum', 'vxlan.flags'])

function valueText(field: string, value: unknown): string {
  if (typeof value === 'number' && hexadecimal.has(field)) return `0x${value.toString(16).padStart(4, '0')}`
  return String((value as FieldValue) ?? '')
}
