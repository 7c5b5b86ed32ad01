import { parseAddress } from '../address/parse-address.ts'
import type { FieldKind } from '../layers/field-kinds.ts'
import type { LiteralOperand } from './expression.ts'
import type { Value } from './value.ts'
import { parseHex } from './value.ts'

/** A value that a filter gives; `prefixLength` when it stands for a whole network. */
export interface Constant {
  readonly value: Value
  readonly prefixLength?: number
}

/** What a literal means beside a field of that kind; a text that says why it cannot be. */
export function readLiteral(literal: LiteralOperand, kind: FieldKind): Constant | string {
  const { form, source, value } = literal
  switch (kind) {
    case 'number':
      return constant(readNumber(literal)) ?? `${source} is no number`
    case 'boolean':
      return constant(readFlag(literal)) ?? `${source} is neither true nor false`
    case 'time':
      return (form === 'plain' ? constant(readSeconds(value)) : undefined) ?? `${source} is no number of seconds`
    case 'date':
      return (
        constant(form === 'string' ? readDate(value) : undefined) ??
        `${source} is no time with a zone, such as "2026-11-25 23:12:00Z"`
      )
    case 'string':
      if (form === 'plain') return `a text stands in double quotes: "${source}"`
      return { value: new TextDecoder().decode(fromBinary(value)) }
    case 'ipv4':
      return (form === 'plain' ? readAddress(value, 4) : undefined) ?? `${source} is no IPv4 address`
    case 'ipv6':
      return (form === 'plain' ? readAddress(value, 16) : undefined) ?? `${source} is no IPv6 address`
    case 'ether': {
      const bytes = form === 'plain' ? parseHex(value) : undefined
      return bytes?.length === 6 ? { value: bytes } : `${source} is no Ethernet address, such as 02:00:0a:01:05:0a`
    }
    case 'bytes':
    case 'protocol':
      return constant(readBytes(literal)) ?? `${source} is no string of bytes, such as 0a:01 or "text"`
  }
}

function constant(value: Value | undefined): Constant | undefined {
  return value === undefined ? undefined : { value }
}

/** Decimal, 0x, 0b, octal with a leading 0, or a character. */
function readNumber({ form, value }: LiteralOperand): number | undefined {
  if (form === 'character') return value.charCodeAt(0)
  const [, sign, digits] =
    /^(-?)(0[xX][0-9a-fA-F]{1,16}|0[bB][01]{1,64}|\d{1,20})$/.exec(form === 'plain' ? value : '') ?? []
  if (digits === undefined) return undefined
  const isOctal = /^0\d/.test(digits)
  if (isOctal && /[89]/.test(digits)) return undefined
  const number = isOctal ? Number.parseInt(digits, 8) : Number(digits)
  return sign === '-' ? -number : number
}

function readFlag(literal: LiteralOperand): number | undefined {
  if (literal.form === 'plain' && /^(?:true|True|TRUE)$/.test(literal.value)) return 1
  if (literal.form === 'plain' && /^(?:false|False|FALSE)$/.test(literal.value)) return 0
  const number = readNumber(literal)
  return number === undefined ? undefined : Number(number !== 0)
}

function readSeconds(text: string): bigint | undefined {
  const [, sign, seconds, fraction = ''] = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?$/.exec(text) ?? []
  if (seconds === undefined) return undefined
  const ns = BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'))
  return sign === '-' ? -ns : ns
}

/** ISO 8601 with a zone: without one a filter would let other packets through on another machine. */
function readDate(text: string): bigint | undefined {
  const [, date, time, fraction = '', zone] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))? ?(Z|UTC|[+-]\d\d:\d\d)$/.exec(text) ?? []
  const milliseconds = Date.parse(`${date}T${time}${zone === 'UTC' ? 'Z' : zone}`)
  if (Number.isNaN(milliseconds)) return undefined
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}

function readAddress(text: string, length: number): Constant | undefined {
  const [address = '', prefix] = text.split('/')
  const value = parseAddress(address)
  if (value?.length !== length) return undefined
  if (prefix === undefined) return { value }
  return Number(prefix) <= 8 * length ? { value, prefixLength: Number(prefix) } : undefined
}

function readBytes({ form, value }: LiteralOperand): Uint8Array | undefined {
  if (form !== 'plain') return fromBinary(value)
  const single = /^0[xX]([0-9a-fA-F]{1,2})$/.exec(value)?.[1]
  return parseHex(single ?? value)
}

function fromBinary(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
