import type { DecodedLayer } from './decoded-layer.ts'
import type { FieldQuery, QueriedValue } from './field-query.ts'
import { findCounted, parseQuery } from './field-query.ts'
import type { Layer } from './layer.ts'
import type { FieldValue, FieldValues } from './protocol.ts'

/**
 * All values of a field, outermost layer first, and in a layer in the order of its bytes; of one layer only with `#`.
 * Empty when the field is not there. Quoted headers do not count.
 *
 * @example
 * ```ts
 * fieldAll(layers, 'ip.src')     // ['10.1.5.10', '10.98.81.4']
 * fieldAll(layers, 'mpls.label') // [100, 200], one header
 * fieldAll(layers, 'ip.src#2')   // ['10.98.81.4']
 * ```
 * @see https://www.wireshark.org/docs/wsug_html_chunked/ChWorkBuildDisplayFilterSection.html "Field Occurrences"
 */
export function fieldAll<const Query extends FieldQuery>(
  layers: readonly Layer[],
  query: Query,
): readonly NonNullable<QueriedValue<Query>>[]
export function fieldAll(layers: readonly Layer[], query: string): FieldValues
export function fieldAll(layers: readonly Layer[], query: string): FieldValues {
  const decoded = layers as readonly unknown[] as readonly DecodedLayer[]
  const parsed = parseQuery(query)
  if (parsed === undefined) return []
  const values: NonNullable<FieldValue>[] = []
  if (parsed.position !== 0) {
    const found = findCounted(decoded, parsed)
    if (found) append(values, found.read(found.layer.bytes, found.layer.start, found.layer))
    return values
  }
  for (const layer of decoded) {
    for (const { protocol, read } of parsed.readers) {
      if (layer.protocol === protocol) append(values, read(layer.bytes, layer.start, layer))
    }
  }
  return values
}

function append(values: NonNullable<FieldValue>[], reading: FieldValue | FieldValues): void {
  if (typeof reading === 'object') for (const value of reading) values.push(value)
  else if (reading !== undefined) values.push(reading)
}
