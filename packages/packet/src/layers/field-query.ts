import type { DecodedLayer } from './decoded-layer.ts'
import { protocols } from './dissector-tables.ts'
import type { FieldName, FieldTypes } from './layer.ts'
import type { FieldReader, Protocol } from './protocol.ts'

/** A field's name, or with Wireshark's layer operator: `ip.src#2` is that of the second `ip` layer, `#-1` the last. */
export type FieldQuery = FieldName | `${FieldName}#${number}`

type NameOf<Query extends string> = Query extends `${infer Name}#${number}` ? Name : Query

/** The type of one value that a query gives. */
export type QueriedValue<Query extends string> = FieldTypes[NameOf<Query> & FieldName]

/** How a protocol reads a field. */
export interface Reader {
  readonly protocol: Protocol
  readonly read: FieldReader
}

/** A query understood: who can read the field, and which of the layers that have it; 0 for any. */
export interface ParsedQuery {
  readonly readers: readonly Reader[]
  readonly position: number
}

const queries = indexReaders()
const knownFields = queries.size

/** Looks the field up; undefined for one that no protocol has, and for text after `#` that is no place. */
export function parseQuery(query: string): ParsedQuery | undefined {
  return queries.get(query) ?? parseCounted(query)
}

function parseCounted(query: string): ParsedQuery | undefined {
  const hash = query.indexOf('#')
  const found = hash < 0 ? undefined : queries.get(query.slice(0, hash))
  const position = Number(query.slice(hash + 1))
  // 0 is no place in Wireshark's syntax either.
  if (found === undefined || !Number.isInteger(position) || position === 0) return undefined
  const counted = { readers: found.readers, position }
  // Programs ask few queries many times; a bound, because a query may be typed by anybody.
  if (queries.size < knownFields + 1000) queries.set(query, counted)
  return counted
}

/** The layer at the counted place among those of the field's protocols, and how it is read. */
export function findCounted(
  layers: readonly DecodedLayer[],
  { readers, position }: ParsedQuery,
): { readonly layer: DecodedLayer; readonly read: FieldReader } | undefined {
  const step = position > 0 ? 1 : -1
  let left = Math.abs(position)
  for (let index = step > 0 ? 0 : layers.length - 1; index >= 0 && index < layers.length; index += step) {
    const layer = layers[index]
    const reader = layer && readers.find(({ protocol }) => protocol === layer.protocol)
    if (layer !== undefined && reader !== undefined && --left === 0) return { layer, read: reader.read }
  }
  return undefined
}

/** Several protocols have a field when Wireshark gives them one name, as to both versions of `sll`. */
function indexReaders(): Map<string, ParsedQuery> {
  const all = protocols.flatMap((protocol) =>
    Object.entries<FieldReader>(protocol.fields).map(([name, read]) => ({ name, protocol, read })),
  )
  const grouped = Map.groupBy(all, ({ name }) => name)
  return new Map([...grouped].map(([name, readers]) => [name, { readers, position: 0 }]))
}
