import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FilterError, decode, parseFilter } from '@underlay/packet'
import { brokenSamples, samples } from './build/samples.ts'

const subjects = [...samples, ...brokenSamples].map((sample) => decode(sample))
const runs = { numRuns: 1000 }

const pieces = fc.constantFrom(
  ...'ip ip.src tcp.port frame data eth.src frame.protocols tcp.flags.syn ipv6.dst icmp'.split(' '),
  ...'== != === ~= > <= eq in contains matches ~ & + - * / % [ ] ( ) { } , .. : #'.split(' '),
  ...'and or xor not && || ! ^^ any all count( len( upper( string( min( max( abs('.split(' '),
  ...String.raw`1 -1 0x3f 2 10.1.5.10 10.0.0.0/8 fe80::1 02:00 "ip" "\x0a(" 'a' true r"\d+" "(a*)*b" \ " ' ü`.split(
    ' ',
  ),
  'not in',
  '\u0000',
)
const texts = fc.oneof(
  fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(' ')),
  fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ maxLength: 60 }),
)

/** 'refused' with the documented error, or what the filter prints as; any other error goes through. */
function tryFilter(text: string): string {
  try {
    const filter = parseFilter(text)
    for (const layers of subjects) filter.matches(layers)
    return String(filter)
  } catch (error) {
    if (!(error instanceof FilterError) || error.position < 0 || error.position > text.length) throw error
    return 'refused'
  }
}

/** Which of the packets pass. */
function answers(text: string): string {
  return subjects.map((layers) => Number(parseFilter(text).matches(layers))).join('')
}

// Filters that are right, with what they should print as.
const addresses = fc.ipV4()
const tests: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('ip', 'icmp', 'arp', 'tcp.flags.syn', 'ip#2', 'ipv6'),
  fc
    .tuple(fc.constantFrom('ip.src', 'ip.dst#2', 'any ip.addr', 'all ip.src'), addresses)
    .map(([f, a]) => `${f} == ${a}`),
  fc.tuple(fc.constantFrom('ip.ttl', 'frame.len', 'tcp.port'), fc.nat(300)).map(([f, n]) => `${f} >= ${n}`),
  fc.tuple(fc.nat(9), fc.nat(9)).map(([a, b]) => `ip.ttl in {${a}, ${b}..${a + b}}`),
  fc.string({ maxLength: 8 }).map((text) => `data contains "${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`),
)
const expressions = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    tests,
    fc
      .tuple(tie('any'), fc.constantFrom('&&', '||', '^^', 'and', 'or', 'xor'), tie('any'))
      .map((parts) => parts.join(' ')),
    tie('any').map((inner) => `(${inner})`),
    tie('any').map((inner) => `not (${inner})`),
  ),
})).any

describe('any text', () => {
  it('is a filter or a FilterError, never anything else', () => {
    const outcomes = fc.sample(texts, runs).map((text) => tryFilter(text) === 'refused')
    expect(new Set(outcomes)).toEqual(new Set([true, false]))
  })

  it('that is a filter prints as the same filter', () => {
    const property = fc.property(fc.oneof(texts, expressions), (text) => {
      const printed = tryFilter(text)
      return printed === 'refused' || tryFilter(printed) === printed
    })
    expect(() => fc.assert(property, runs)).not.toThrow()
  })

  it('prints as a filter that lets the same packets through', () => {
    const property = fc.property(expressions, (text) => answers(text) === answers(String(parseFilter(text))))
    expect(() => fc.assert(property, { numRuns: 150 })).not.toThrow()
  })
})

describe('a filter that is meant to hang', () => {
  const zeros = new Uint8Array(262_144).fill(0x61)
  const layers = decode({ bytes: zeros, linkType: 147 })

  it.each([
    'data matches "(a*)*b"',
    'data matches "(a+)+(a+)+(a+)+(a+)+$^"',
    'data matches "(((((a{2}){2}){2}){2}){2})*b"',
    'data matches "(a|a|a|a|a|a|a|a|a|a)*c"',
    'data matches "((){999}){999}b"',
    `data contains "${'a'.repeat(5000)}b"`,
    `data[0:,0:,0:,0:,0:] contains "b"`,
    `frame[${Array.from({ length: 16 }, () => '0:').join(',')}] matches "b"`,
  ])('%s ends', (text) => {
    // What does not end runs into the test's time limit.
    expect(parseFilter(text).matches(layers)).toBe(false)
  })

  it.each([
    [`data matches "${'(a{500})'.repeat(20)}"`, 'at most 500 steps'],
    ['data matches "(a{1000}){1000}"', 'at most 500 steps'],
    [`data matches "${'('.repeat(100)}"`, 'nested more than 32 levels deep'],
    [String.raw`data matches "(a)\\1"`, 'references back'],
    ['data matches "(?=a)"', 'looking ahead or behind'],
    ['data matches "a**"', '* has nothing to repeat'],
    ['data matches "a++"', 'give nothing back'],
    ['data matches "*"', 'nothing to repeat'],
    ['data matches "(a"', 'a parenthesis is not closed'],
    ['data matches "a)"', 'a parenthesis was never opened'],
    ['data matches "[a"', 'ends too early'],
    ['data matches "[z-a]"', 'ends before it begins'],
    ['data matches "[[:alpha:]]"', 'are not supported'],
    ['data matches "a{3,2}"', 'from a smaller to a larger'],
    [String.raw`data matches "\\q"`, String.raw`\q is not supported`],
  ])('%s is refused: %s', (text, reason) => {
    expect(() => parseFilter(text)).toThrow(FilterError)
    expect(() => parseFilter(text)).toThrow(reason)
  })
})

describe('regular expressions', () => {
  const atoms = fc.constantFrom(
    'a',
    'b',
    'A',
    '.',
    '[ab]',
    '[^a]',
    '(a|b)',
    '(?:ab)',
    '^',
    '$',
    String.raw`\w`,
    String.raw`\d`,
    String.raw`\b`,
    '(a|)',
    '(?:b*a)',
  )
  const repeated = fc
    .tuple(atoms, fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}', '{0,1}', '*?'))
    .map(([atom, repeat]) =>
      /^[\^$\\]/.test(atom) && atom !== String.raw`\w` && atom !== String.raw`\d` ? atom : atom + repeat,
    )
  const patterns = fc.array(fc.oneof(repeated, fc.constant('|')), { maxLength: 6 }).map((parts) => parts.join(''))
  const inputs = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '1', ' ', '-'), maxLength: 10 })

  it('find what those of JavaScript find', () => {
    const property = fc.property(patterns, inputs, (pattern, input) => {
      const bytes = new TextEncoder().encode(input)
      if (bytes.length === 0) return true
      const filter = parseFilter(`data matches r"${pattern}"`)
      return filter.matches(decode({ bytes, linkType: 147 })) === new RegExp(pattern, 'i').test(input)
    })
    expect(() => fc.assert(property, { numRuns: 5000 })).not.toThrow()
  })
})
