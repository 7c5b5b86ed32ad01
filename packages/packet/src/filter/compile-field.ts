import type { DecodedLayer } from '../layers/decoded-layer.ts'
import type { FieldValue } from '../layers/protocol.ts'
import type { FieldOperand, IndexRange } from './expression.ts'
import type { FilterField, LayerReader } from './filter-field.ts'
import type { FrameValue } from './frame-fields.ts'
import type { Source } from './source.ts'
import type { Subject } from './subject.ts'
import type { Value } from './value.ts'
import { toValue } from './value.ts'

type Present = NonNullable<FieldValue>

/** Layers whose bytes last to the end of what they carry when they are cut or measured, as in Wireshark; others are their header. */
const wholeLayers: ReadonlySet<string> = new Set(['tcp', 'icmp', 'icmpv6'])

/** A field's values in a packet; of a protocol its bytes, `extent` says whether what it carries is part of them. */
export function compileField({ layers }: FieldOperand, field: FilterField, extent: 'header' | 'all'): Source {
  const { kind } = field
  switch (field.type) {
    case 'frame':
      return { kind, read: (subject) => readFrame(field.read(subject)) }
    case 'protocol':
      return {
        kind,
        read: (subject) =>
          selectLayers(subject.layers, field.layerNames, layers).map((layer) => bytesOf(layer, extent)),
      }
    case 'layer': {
      const readTexts = (subject: Subject): readonly Present[] =>
        readPresent(subject, field.layerNames, field.readers, layers)
      const isAddress = kind === 'ipv4' || kind === 'ipv6' || kind === 'ether'
      return {
        kind,
        read: (subject) => readTexts(subject).map((value) => toValue(kind, value)),
        ...(isAddress && { readTexts: (subject) => readTexts(subject).map(String) }),
      }
    }
  }
}

/** A field's values as its protocol gives them. */
function readPresent(
  subject: Subject,
  names: ReadonlySet<string>,
  readers: readonly LayerReader[],
  ranges: readonly IndexRange[] | undefined,
): readonly Present[] {
  const values: Present[] = []
  for (const layer of ranges === undefined ? subject.layers : selectLayers(subject.layers, names, ranges)) {
    for (const { protocol, read } of readers) {
      if (layer.protocol === protocol) append(values, read(layer.bytes, layer.start, layer))
    }
  }
  return values
}

function append(values: Present[], reading: FieldValue | readonly Present[]): void {
  if (typeof reading === 'object') for (const value of reading) values.push(value)
  else if (reading !== undefined) values.push(reading)
}

function readFrame(value: FrameValue): readonly Value[] {
  if (value === undefined) return []
  if (typeof value === 'boolean') return [Number(value)]
  return typeof value === 'object' && !(value instanceof Uint8Array) ? value : [value]
}

function bytesOf(layer: DecodedLayer, extent: 'header' | 'all'): Uint8Array {
  const isWhole = extent === 'all' || wholeLayers.has(layer.name)
  return layer.bytes.subarray(layer.start, isWhole ? layer.end : layer.start + layer.length)
}

/** The layers of these names; with ranges those at the counted places, 1 the outermost, -1 the innermost. */
function selectLayers(
  layers: readonly DecodedLayer[],
  names: ReadonlySet<string>,
  ranges: readonly IndexRange[] | undefined,
): readonly DecodedLayer[] {
  const found = layers.filter(({ name }) => names.has(name))
  if (ranges === undefined) return found
  const place = (index: number): number => (index < 0 ? found.length + 1 + index : index)
  return found.filter((_, index) =>
    ranges.some(({ first, count = Infinity, last }) => {
      const from = place(first)
      return index + 1 >= from && index + 1 <= (last === undefined ? from + count - 1 : place(last))
    }),
  )
}
