import { addRange, emptySet, inverted, namedSet, withBothCases } from './byte-set.ts'
import type { PatternFlags } from './node.ts'
import { PatternProblem } from './pattern-problem.ts'
import type { PatternReader } from './pattern-reader.ts'

const controls: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9, v: 11 }

/** What stands in brackets, from behind the opening one on: `a-z]`, `^\d]`. */
export function parseClass(reader: PatternReader, { ignoreCase }: PatternFlags): Uint8Array {
  const isInverted = reader.take('^')
  const set = emptySet()
  let isFirst = true
  while (isFirst || reader.peek() !== ']') {
    if (reader.match(/\[[:.=]/y)) throw new PatternProblem('classes such as [:alpha:] are not supported')
    addMember(reader, set)
    isFirst = false
  }
  reader.next()
  const cased = ignoreCase ? withBothCases(set) : set
  return isInverted ? inverted(cased) : cased
}

function addMember(reader: PatternReader, set: Uint8Array): void {
  const named = reader.match(/\\([dswDSW])/y)?.[1]
  if (named !== undefined) {
    const members = namedSet(named) ?? emptySet()
    for (const [byte, has] of members.entries()) if (has === 1) set[byte] = 1
    return
  }
  const from = readByte(reader)
  const isRange = reader.match(/-(?![\]])/y) !== undefined
  const to = isRange ? readByte(reader) : from
  if (to < from) throw new PatternProblem('a range in brackets ends before it begins')
  addRange(set, from, to)
}

function readByte(reader: PatternReader): number {
  const character = reader.next()
  if (character !== '\\') return character.charCodeAt(0)
  return reader.take('b') ? 8 : parseEscapedByte(reader)
}

/**
 * The byte that an escape means, from behind the backslash on.
 *
 * @throws PatternProblem when it means none.
 */
export function parseEscapedByte(reader: PatternReader): number {
  const hex = reader.match(/x([0-9a-fA-F]{2})/y)?.[1]
  if (hex !== undefined) return Number.parseInt(hex, 16)
  if (reader.match(/0(?!\d)/y)) return 0
  const character = reader.next()
  if (/\d/.test(character))
    throw new PatternProblem('references back (\\1) are not supported, they have no linear time')
  const control = controls[character]
  if (control !== undefined) return control
  if (/[A-Za-z]/.test(character)) throw new PatternProblem(`\\${character} is not supported`)
  return character.charCodeAt(0)
}
