import type { DecodedLayer } from './decoded-layer.ts'
import { protocols } from './dissector-tables.ts'
import type { FieldName, FieldTypes, Layer } from './layer.ts'
import type { FieldReader, FieldValue, Protocol } from './protocol.ts'

/** A field's name, or with Wireshark's layer operator: `ip.src#2` is that of the second `ip` layer, `#-1` the last. */
export type FieldQuery = FieldName | `${FieldName}#${number}`

type NameOf<Query extends string> = Query extends `${infer Name}#${number}` ? Name : Query

interface Reader {
  readonly protocol: Protocol
  readonly read: FieldReader
}

interface CountedQuery {
  readonly readers: readonly Reader[]
  readonly position: number
}

const readers = indexReaders()
const countedQueries = new Map<string, CountedQuery>()

/**
 * The value of a field in the first layer that has it, or in the layer that `#` counts: 1 the outermost, -1 the innermost.
 * Undefined when no such layer or field is there. Quoted headers do not count.
 *
 * @example
 * ```ts
 * field(layers, 'ip.src')   // '10.1.5.10', the outer
 * field(layers, 'ip.src#2') // '10.98.81.4', the inner
 * field(layers, 'ip.ttl#-1') // 63, the innermost
 * ```
 * @see https://www.wireshark.org/docs/wsug_html_chunked/ChWorkBuildDisplayFilterSection.html "The Layer Operator"
 */
export function field<const Query extends FieldQuery>(
  layers: readonly Layer[],
  query: Query,
): FieldTypes[NameOf<Query> & FieldName] | undefined
export function field(layers: readonly Layer[], query: string): FieldValue
export function field(layers: readonly Layer[], query: string): FieldValue {
  const decoded = layers as readonly unknown[] as readonly DecodedLayer[]
  const plain = readers.get(query)
  if (plain !== undefined) return readFirst(decoded, plain)

  const counted = countedQueries.get(query) ?? parseCounted(query)
  return counted && readNth(decoded, counted.readers, counted.position)
}

function parseCounted(query: string): CountedQuery | undefined {
  const hash = query.indexOf('#')
  const found = hash < 0 ? undefined : readers.get(query.slice(0, hash))
  if (found === undefined) return undefined
  const counted = { readers: found, position: Number(query.slice(hash + 1)) }
  // Programs ask few queries many times; a bound, because a query may be typed by anybody.
  if (countedQueries.size < 1000) countedQueries.set(query, counted)
  return counted
}

function readFirst(layers: readonly DecodedLayer[], readers: readonly Reader[]): FieldValue {
  for (const layer of layers) {
    for (const { protocol, read } of readers) {
      if (layer.protocol !== protocol) continue
      const value = read(layer.bytes, layer.start, layer)
      if (value !== undefined) return value
    }
  }
  return undefined
}

function readNth(layers: readonly DecodedLayer[], readers: readonly Reader[], position: number): FieldValue {
  // Text that is no number is no position; 0, which is none in Wireshark's syntax either, never counts down to 0.
  if (!Number.isInteger(position)) return undefined
  const step = position > 0 ? 1 : -1
  let left = Math.abs(position)
  for (let index = step > 0 ? 0 : layers.length - 1; index >= 0 && index < layers.length; index += step) {
    const layer = layers[index]
    const reader = layer && findReader(readers, layer)
    if (layer !== undefined && reader !== undefined && --left === 0) return reader.read(layer.bytes, layer.start, layer)
  }
  return undefined
}

function findReader(readers: readonly Reader[], layer: DecodedLayer): Reader | undefined {
  for (const reader of readers) if (reader.protocol === layer.protocol) return reader
  return undefined
}

/** Several protocols have a field when Wireshark gives them one name, as to both versions of `sll`. */
function indexReaders(): ReadonlyMap<string, readonly Reader[]> {
  const all = protocols.flatMap((protocol) =>
    Object.entries<FieldReader>(protocol.fields).map(([name, read]) => ({ name, protocol, read })),
  )
  return Map.groupBy(all, ({ name }) => name)
}
