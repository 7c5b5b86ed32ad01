import { u16, u8 } from '../../bytes/big-endian.ts'
import type { DecodedLayer } from '../../layers/decoded-layer.ts'
import type { FieldReader, FieldValue, FieldValues } from '../../layers/protocol.ts'
import { listed } from '../../layers/protocol.ts'

/** Bytes of the header that all messages have. */
export const headerBytes = 19

/** A place in the bytes. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Whether all of the message is in this segment, and it is of that type. */
export function isWhole(bytes: Uint8Array, { start, length }: DecodedLayer, type: number): boolean {
  return length >= headerBytes && u8(bytes, start + 18) === type && u16(bytes, start + 16) === length
}

/** A reader of a field that messages of one type have, when they are `least` bytes long. */
export function ifType<Value extends FieldValue | FieldValues>(
  type: number,
  least: number,
  read: (bytes: Uint8Array, start: number, layer: DecodedLayer) => Value,
) {
  return ((bytes, start, layer) =>
    layer.length >= least && isWhole(bytes, layer, type) ? read(bytes, start, layer) : undefined) satisfies FieldReader
}

/** A reader of a field that a message of one type has for each of its parts; undefined where a part lacks it. */
export function forEach<Part, Value>(
  partsOf: (bytes: Uint8Array, layer: DecodedLayer) => readonly Part[],
  read: (bytes: Uint8Array, part: Part) => Value | undefined,
) {
  return (bytes: Uint8Array, _start: number, layer: DecodedLayer): readonly Value[] | undefined =>
    listed(
      partsOf(bytes, layer).flatMap((part) => {
        const value = read(bytes, part)
        return value === undefined ? [] : [value]
      }),
    )
}
