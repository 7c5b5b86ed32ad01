import type { FieldName } from '../layers/layer.ts'
import type { GivenFields } from './given-fields.ts'

/** A header's length as the four bits for it count it, in words of 4 bytes; `name` gives it in bytes. */
export function headerWords(fields: GivenFields, name: FieldName, lengthBytes: number, options: FieldName): number {
  if (lengthBytes > 60 && !fields.has(name)) {
    throw fields.error(options, `makes the header ${lengthBytes} bytes, at most 60 fit`, 'give at most 40 bytes')
  }
  const length = fields.integer(name, 6, lengthBytes)
  if (length % 4 === 0 && length <= 60) return length / 4
  throw fields.error(name, `is ${length}, no multiple of 4 up to 60`, 'give one')
}
