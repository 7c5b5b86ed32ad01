import type { LiteralOperand } from './expression.ts'
import type { Scanner } from './scanner.ts'

const stringToken = /"(?:[^"\\]|\\[^])*"/y
const rawStringToken = /r"(?:[^"\\]|\\[^])*"/y
const characterToken = /'(?:[^'\\]|\\[^])[^']*'/y
const escape = /\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([^]))|[^\\]+/g

const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  "'": "'",
  '"': '"',
  '\\': '\\',
}

/** A text in double quotes, raw or with escapes, or a character in single ones; undefined when none comes next. */
export function parseQuoted(scanner: Scanner): LiteralOperand | undefined {
  const start = scanner.position
  const raw = scanner.take(rawStringToken)
  if (raw !== undefined) return quoted(scanner, start, 'string', toUtf8(raw.slice(2, -1)))
  const text = scanner.take(stringToken)
  if (text !== undefined) return quoted(scanner, start, 'string', unescape(scanner, start, text.slice(1, -1)))
  const character = scanner.take(characterToken)
  if (character !== undefined) {
    const value = unescape(scanner, start, character.slice(1, -1))
    if (value.length !== 1) scanner.fail('one character stands in single quotes', scanner.spanFrom(start))
    return quoted(scanner, start, 'character', value)
  }
  const mark = scanner.text[start]
  if (mark === '"' || mark === "'") scanner.fail('the quotation has no end', { start, end: scanner.text.length })
  return undefined
}

function quoted(scanner: Scanner, start: number, form: 'string' | 'character', value: string): LiteralOperand {
  return {
    type: 'literal',
    form,
    source: scanner.text.slice(start, scanner.position),
    value,
    span: scanner.spanFrom(start),
  }
}

/** The bytes that the text means, each as one character. */
function unescape(scanner: Scanner, start: number, text: string): string {
  return text.replaceAll(escape, (part, hex, octal, short, long, simple) => {
    if (!part.startsWith('\\')) return toUtf8(part)
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff)
    if (simple !== undefined) return simpleEscapes[simple] ?? `\\${toUtf8(simple)}`
    const code = Number.parseInt(short ?? long, 16)
    if (code > 0x10ffff) scanner.fail(`${part} is no character`, scanner.spanFrom(start))
    return toUtf8(String.fromCodePoint(code))
  })
}

/** The UTF-8 bytes of a text, each as one character. */
export function toUtf8(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text))
}
