import { concat } from '../../bytes/build.ts'
import type { FieldName } from '../../layers/layer.ts'
import type { GivenFields } from '../given-fields.ts'

/**
 * A domain name as labels, without compression; `\\ddd` is a byte, `<Root>` and '' are the empty name.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1035#section-3.1
 */
export function nameBytes(fields: GivenFields, field: FieldName, name: string): Uint8Array {
  const labels = name === '<Root>' || name === '' ? [] : name.split('.').map(labelBytes)
  const bytes = concat(...labels.map((label) => concat(Uint8Array.of(label.length), label)), new Uint8Array(1))
  if (labels.every(({ length }) => length > 0 && length <= 63) && bytes.length <= 255) return bytes
  throw fields.error(field, `has '${name.slice(0, 80)}', no domain name`, 'give labels of 1 to 63 bytes, 253 in all')
}

function labelBytes(label: string): Uint8Array {
  const codes = label.match(/\\\d{3}|[^]/g) ?? []
  // A code that is no byte makes the label one that is refused.
  const bytes = codes.map((code) => (code.length === 4 ? Number(code.slice(1)) : code.charCodeAt(0)))
  return bytes.every((byte) => byte < 256) ? Uint8Array.from(bytes) : new Uint8Array(0)
}
