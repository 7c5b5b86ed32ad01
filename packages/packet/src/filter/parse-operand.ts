import { parseAddress } from '../address/parse-address.ts'
import type { ArithmeticOperator, CallOperand, LiteralOperand, Operand } from './expression.ts'
import { findField } from './filter-field.ts'
import { functionNames } from './functions.ts'
import { parseIndexRanges, parseLayerRanges } from './parse-index.ts'
import { parseQuoted } from './parse-quoted.ts'
import type { Scanner } from './scanner.ts'
import { findSimilar } from './suggest.ts'

/** The arithmetic operators from the loosest to the tightest. */
const levels: readonly (readonly { readonly operator: ArithmeticOperator; readonly token: RegExp }[])[] = [
  [{ operator: '&', token: /&(?!&)|bitwise_and(?![\w.])/y }],
  [
    { operator: '+', token: /\+/y },
    { operator: '-', token: /-/y },
  ],
  [
    { operator: '*', token: /\*/y },
    { operator: '/', token: /\//y },
    { operator: '%', token: /%/y },
  ],
]
const wordToken = /(?:[A-Za-z0-9_:]|\.(?!\.))+/y
const hyphenatedBytes = /[0-9a-fA-F]{2}(?:-[0-9a-fA-F]{2})+(?![\w.:-])/y
const negativeNumber = /-(?=\d)/y
const prefixLength = /\/\d{1,3}/y

/** A field, a value, or what is calculated of them. */
export function parseOperand(scanner: Scanner): Operand {
  return scanner.nest(() => parseLevel(scanner, 0))
}

function parseLevel(scanner: Scanner, index: number): Operand {
  const operators = levels[index]
  if (operators === undefined) return parsePrimary(scanner)
  let left = parseLevel(scanner, index + 1)
  for (let count = 0; ; count++) {
    scanner.skipSpace()
    const found = operators.find(({ token }) => scanner.take(token) !== undefined)
    if (found === undefined) return left
    if (count === 100) scanner.fail('a calculation has at most 100 steps')
    const right = parseLevel(scanner, index + 1)
    left = { type: 'arithmetic', operator: found.operator, left, right, span: scanner.spanFrom(left.span.start) }
  }
}

function parsePrimary(scanner: Scanner): Operand {
  scanner.skipSpace()
  if (scanner.takeSymbol('{')) {
    const inner = parseOperand(scanner)
    scanner.expectSymbol('}', 'behind a calculation in braces')
    return inner
  }
  const operand = parseQuoted(scanner) ?? parseWord(scanner)
  if (operand.type === 'literal' || scanner.text[scanner.position] !== '[') return operand
  const ranges = parseIndexRanges(scanner)
  return { type: 'slice', of: operand, ranges, span: scanner.spanFrom(operand.span.start) }
}

function parseWord(scanner: Scanner): Operand {
  const start = scanner.position
  const bytes = scanner.take(hyphenatedBytes)
  if (bytes !== undefined) return plain(bytes, scanner, start)

  const sign = scanner.take(negativeNumber) ?? ''
  const word = scanner.take(wordToken)
  if (word === undefined) {
    return scanner.fail(
      scanner.isAtEnd ? 'the filter ends where a field or a value should be' : 'a field or a value should be here',
    )
  }
  if (scanner.text[scanner.position] === '(') return parseCall(scanner, word, start)
  if (sign === '' && findField(word) !== undefined) {
    const layers = parseLayerRanges(scanner)
    return { type: 'field', name: word, ...(layers && { layers }), span: scanner.spanFrom(start) }
  }
  const prefix = parseAddress(word) === undefined ? '' : (scanner.take(prefixLength) ?? '')
  return plain(sign + word + prefix, scanner, start)
}

function plain(source: string, scanner: Scanner, start: number): LiteralOperand {
  return { type: 'literal', form: 'plain', source, value: source, span: scanner.spanFrom(start) }
}

function parseCall(scanner: Scanner, name: string, start: number): CallOperand {
  if (!functionNames.includes(name)) {
    const similar = findSimilar(name, functionNames)
    const hint = similar === undefined ? `there are ${functionNames.join(', ')}` : `did you mean ${similar}?`
    scanner.fail(`no function is named ${name}: ${hint}`, scanner.spanFrom(start), similar)
  }
  scanner.expectSymbol('(', `behind ${name}`)
  const found: Operand[] = []
  do found.push(parseOperand(scanner))
  while (scanner.takeSymbol(','))
  scanner.expectSymbol(')', `behind the arguments of ${name}`)
  return { type: 'call', name, arguments: found, span: scanner.spanFrom(start) }
}
