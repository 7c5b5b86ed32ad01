import type { DecodedLayer } from './decoded-layer.ts'
import type { FieldQuery, ParsedQuery, QueriedValue } from './field-query.ts'
import { findCounted, parseQuery } from './field-query.ts'
import type { Layer } from './layer.ts'
import type { FieldValue, FieldValues } from './protocol.ts'

/**
 * The value of a field in the first layer that has it, or in the layer that `#` counts: 1 the outermost, -1 the innermost.
 * Undefined when no such layer or field is there. Of a field that a header repeats it is the first value, `fieldAll`
 * gives the others. Quoted headers do not count.
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
): QueriedValue<Query> | undefined
export function field(layers: readonly Layer[], query: string): FieldValue
export function field(layers: readonly Layer[], query: string): FieldValue {
  const decoded = layers as readonly unknown[] as readonly DecodedLayer[]
  const parsed = parseQuery(query)
  if (parsed === undefined) return undefined
  if (parsed.position === 0) return readFirst(decoded, parsed)
  const found = findCounted(decoded, parsed)
  return found && first(found.read(found.layer.bytes, found.layer.start, found.layer))
}

function readFirst(layers: readonly DecodedLayer[], { readers }: ParsedQuery): FieldValue {
  for (const layer of layers) {
    for (const { protocol, read } of readers) {
      if (layer.protocol !== protocol) continue
      const value = first(read(layer.bytes, layer.start, layer))
      if (value !== undefined) return value
    }
  }
  return undefined
}

function first(reading: FieldValue | FieldValues): FieldValue {
  return typeof reading === 'object' ? reading[0] : reading
}
