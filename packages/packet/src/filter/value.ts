import { formatAddress } from '../address/format-address.ts'
import { parseAddress } from '../address/parse-address.ts'
import { formatHex } from '../bytes/hex.ts'
import type { FieldKind } from '../layers/field-kinds.ts'
import type { FieldValue } from '../layers/protocol.ts'

/** A value as it is compared: flags are 0 and 1, times ns, addresses and all bytes a Uint8Array. */
export type Value = number | bigint | string | Uint8Array

/** What may be compared with what. */
export type ValueClass = 'number' | 'time' | 'string' | 'bytes'

export function valueClass(kind: FieldKind): ValueClass {
  switch (kind) {
    case 'number':
    case 'boolean':
      return 'number'
    case 'time':
    case 'date':
      return 'time'
    case 'string':
      return 'string'
    case 'ipv4':
    case 'ipv6':
    case 'ether':
    case 'bytes':
    case 'protocol':
      return 'bytes'
  }
}

/** A field's value in the form in which it is compared. */
export function toValue(kind: FieldKind, value: NonNullable<FieldValue>): Value {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  if (kind === 'ipv4' || kind === 'ipv6') return parseAddress(value) ?? new Uint8Array(0)
  return kind === 'string' ? value : (parseHex(value) ?? new Uint8Array(0))
}

/** Bytes of hex digits, with `:`, `-` or `.` between them or without; undefined for anything else. */
export function parseHex(text: string): Uint8Array | undefined {
  if (/^[0-9a-fA-F]$/.test(text)) return Uint8Array.of(Number.parseInt(text, 16))
  const separator = /^[0-9a-fA-F]{1,4}([:.-])/.exec(text)?.[1]
  const groups = separator === undefined ? [text] : text.split(separator)
  const widths = new Set(groups.map(({ length }) => length))
  const isWhole = separator === undefined || (separator === '.' && widths.size === 1 && widths.has(4))
  const digits = isWhole ? groups.join('') : groups.map((group) => group.padStart(2, '0')).join('')
  if (!isWhole && groups.some(({ length }) => length < 1 || length > 2)) return undefined
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]+$/.test(digits)) return undefined
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
  )
}

/** Less than 0, 0, or more: numbers by size, texts from the first character on. */
export function compareValues(left: Value, right: Value): number {
  if (left instanceof Uint8Array) return right instanceof Uint8Array ? compareBytes(left, right) : 1
  if (left === right) return 0
  return left < right ? -1 : 1
}

/** As Wireshark orders them: the shorter is less. */
function compareBytes(left: Uint8Array, right: Uint8Array): number {
  if (left.length !== right.length) return left.length - right.length
  for (let index = 0; index < left.length; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The bytes of a value, for a search in it: texts in UTF-8. */
export function toBytes(value: Value): Uint8Array {
  return value instanceof Uint8Array ? value : new TextEncoder().encode(String(value))
}

/** A number or an address as fields print it. */
export function toText(kind: FieldKind, value: Value): string {
  if (!(value instanceof Uint8Array)) return String(value)
  return kind === 'ether' ? formatHex(value, 0, value.length) : formatAddress(value)
}
