import { u8 } from '../bytes/big-endian.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'

const endOfList = 0
const noOperation = 1

/**
 * Reads the first option of `kind` when it has the `length` that its specification gives, else undefined.
 * A length that leaves the header or makes no progress ends the search.
 *
 * ```text
 * +---------------+---------------+-------------------------------+
 * |      Kind     |     Length    |   value (Length − 2 bytes) …  |
 * +---------------+---------------+-------------------------------+
 * ```
 *
 * @see https://www.rfc-editor.org/rfc/rfc9293#section-3.2
 * @see https://www.rfc-editor.org/rfc/rfc7323
 */
export function tcpOption<Value>(
  layer: DecodedLayer,
  kind: number,
  length: number,
  read: (offset: number) => Value,
): Value | undefined {
  const { bytes } = layer
  const end = layer.start + layer.length
  let offset = layer.start + 20
  while (offset < end) {
    const found = u8(bytes, offset)
    if (found === endOfList) return undefined
    if (found === noOperation) {
      offset += 1
      continue
    }
    const optionLength = offset + 1 < end ? u8(bytes, offset + 1) : 0
    if (optionLength < 2 || offset + optionLength > end) return undefined
    if (found === kind && optionLength === length) return read(offset)
    offset += optionLength
  }
  return undefined
}
