import { addRange, emptySet, namedSet, withBothCases } from './byte-set.ts'
import type { Assertion, PatternFlags, PatternNode } from './node.ts'
import { PatternProblem } from './pattern-problem.ts'
import { parseClass, parseEscapedByte } from './parse-class.ts'
import { PatternReader } from './pattern-reader.ts'

const maximumDepth = 32
const maximumRepeat = 1000
const repeats: Readonly<Record<string, readonly [number, number]>> = {
  '*': [0, Infinity],
  '+': [1, Infinity],
  '?': [0, 1],
}
const assertions: Readonly<Record<string, Assertion>> = {
  A: 'start',
  Z: 'end',
  z: 'very end',
  b: 'word edge',
  B: 'no word edge',
}

/**
 * Reads a regular expression of Perl's kind, without what would need more than one pass over the text: references back
 * and looks ahead or behind. Upper and lower case are the same, as in Wireshark, unless `(?-i)` says otherwise.
 *
 * @throws PatternProblem for what it does not know.
 * @see https://perldoc.perl.org/perlre
 */
export function parsePattern(text: string): PatternNode {
  const reader = new PatternReader(text)
  const node = parseChoice(reader, { ignoreCase: true, dotAll: false, multiline: false }, 0)
  if (!reader.isAtEnd) throw new PatternProblem('a parenthesis was never opened')
  return node
}

function parseChoice(reader: PatternReader, given: PatternFlags, depth: number): PatternNode {
  if (depth > maximumDepth) throw new PatternProblem(`nested more than ${maximumDepth} levels deep`)
  let flags = given
  const choices: PatternNode[][] = [[]]
  while (!reader.isAtEnd && reader.peek() !== ')') {
    if (reader.take('|')) {
      choices.push([])
      continue
    }
    const switched = parseFlags(reader, flags)
    if (switched === undefined) choices.at(-1)?.push(parseRepeat(reader, parseAtom(reader, flags, depth)))
    else flags = switched
  }
  const nodes = choices.map((sequence): PatternNode => ({ type: 'sequence', nodes: sequence }))
  return { type: 'choice', nodes }
}

/** `(?i)`: what follows in this group ignores case. */
function parseFlags(reader: PatternReader, flags: PatternFlags): PatternFlags | undefined {
  const found = reader.match(/\(\?([ims]*)(?:-([ims]+))?\)/y)
  return found && switchFlags(flags, found[1] ?? '', found[2] ?? '')
}

function switchFlags(flags: PatternFlags, on: string, off: string): PatternFlags {
  const isOn = (letter: string, now: boolean): boolean => (on.includes(letter) || now) && !off.includes(letter)
  return {
    ignoreCase: isOn('i', flags.ignoreCase),
    dotAll: isOn('s', flags.dotAll),
    multiline: isOn('m', flags.multiline),
  }
}

function parseAtom(reader: PatternReader, flags: PatternFlags, depth: number): PatternNode {
  const character = reader.next()
  switch (character) {
    case '(':
      return parseGroup(reader, flags, depth)
    case '[':
      return setNode(parseClass(reader, flags), flags)
    case '.': {
      const set = emptySet().fill(1)
      if (!flags.dotAll) set[10] = 0
      return { type: 'set', set }
    }
    case '^':
      return { type: 'assertion', assertion: flags.multiline ? 'line start' : 'start' }
    case '$':
      return { type: 'assertion', assertion: flags.multiline ? 'line end' : 'end' }
    case '\\':
      return parseEscape(reader, flags)
    case '*':
    case '+':
    case '?':
      throw new PatternProblem(`${character} has nothing to repeat`)
    default:
      return byteNode(character.charCodeAt(0), flags)
  }
}

function parseGroup(reader: PatternReader, flags: PatternFlags, depth: number): PatternNode {
  const special = reader.match(/\?([ims]*)(?:-([ims]+))?:/y)
  if (special === undefined && reader.peek() === '?') {
    throw new PatternProblem('looking ahead or behind and named groups are not supported, they have no linear time')
  }
  const inner = special === undefined ? flags : switchFlags(flags, special[1] ?? '', special[2] ?? '')
  const node = parseChoice(reader, inner, depth + 1)
  if (!reader.take(')')) throw new PatternProblem('a parenthesis is not closed')
  return node
}

function parseEscape(reader: PatternReader, flags: PatternFlags): PatternNode {
  const letter = reader.peek()
  const assertion = assertions[letter]
  const set = namedSet(letter)
  if (assertion !== undefined || set !== undefined) reader.next()
  if (assertion !== undefined) return { type: 'assertion', assertion }
  return set === undefined ? byteNode(parseEscapedByte(reader), flags) : { type: 'set', set }
}

function byteNode(byte: number, flags: PatternFlags): PatternNode {
  const set = emptySet()
  addRange(set, byte, byte)
  return setNode(set, flags)
}

function setNode(set: Uint8Array, { ignoreCase }: PatternFlags): PatternNode {
  return { type: 'set', set: ignoreCase ? withBothCases(set) : set }
}

function parseRepeat(reader: PatternReader, node: PatternNode): PatternNode {
  const counted = reader.match(/\{(\d{1,4})(,?)(\d{0,4})\}/y)
  const [minimum, maximum] =
    counted === undefined ? (repeats[reader.peek()] ?? []) : [Number(counted[1]), lastOf(counted)]
  if (minimum === undefined || maximum === undefined) return node
  if (counted === undefined) reader.next()
  if (maximum < minimum || minimum > maximumRepeat || (maximum > maximumRepeat && maximum !== Infinity)) {
    throw new PatternProblem(`a repetition is from a smaller to a larger number, up to ${maximumRepeat}`)
  }
  if (reader.peek() === '+') throw new PatternProblem('repetitions that give nothing back (a*+) are not supported')
  // Whether as much or as little as possible is taken decides where a match ends, not whether there is one.
  reader.take('?')
  if (repeats[reader.peek()] !== undefined) throw new PatternProblem(`${reader.peek()} has nothing to repeat`)
  return { type: 'repeat', node, minimum, maximum }
}

function lastOf([, minimum, comma, maximum]: readonly (string | undefined)[]): number {
  if (comma === '') return Number(minimum)
  return maximum === '' ? Infinity : Number(maximum)
}
