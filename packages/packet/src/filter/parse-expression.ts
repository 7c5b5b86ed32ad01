import type { Expression, LogicOperator } from './expression.ts'
import { parseTest } from './parse-test.ts'
import type { Scanner } from './scanner.ts'

/** The logical operators from the loosest to the tightest, as Wireshark binds them. */
const levels: readonly { readonly operator: LogicOperator; readonly token: RegExp }[] = [
  { operator: 'or', token: /\|\||or(?![\w.])/y },
  { operator: 'xor', token: /\^\^|xor(?![\w.])/y },
  { operator: 'and', token: /&&|and(?![\w.])/y },
]
const notToken = /!(?!=)|not(?![\w.])/y
const misspelt = /(?:AND|OR|NOT|XOR|[&|])(?![\w.])/y

/**
 * Reads a display filter's text as a tree; whether its fields may be compared like that, compiling says.
 *
 * @throws FilterError when the text is no filter.
 */
export function parseExpression(scanner: Scanner): Expression {
  if (scanner.isAtEnd) scanner.fail('the filter is empty')
  const expression = parseLevel(scanner, 0)
  if (!scanner.isAtEnd) failAtRest(scanner)
  return expression
}

function parseLevel(scanner: Scanner, index: number): Expression {
  const level = levels[index]
  if (level === undefined) return parseNot(scanner)
  const terms = [parseLevel(scanner, index + 1)]
  while (takeToken(scanner, level.token)) terms.push(parseLevel(scanner, index + 1))
  const [only] = terms
  return terms.length === 1 && only ? only : joinTerms(level.operator, terms)
}

/** Terms of one operator are one node, so that a long chain is not a deep tree. */
export function joinTerms(operator: LogicOperator, terms: readonly Expression[]): Expression {
  const flat = terms.flatMap((term) => (term.type === 'logic' && term.operator === operator ? term.terms : [term]))
  return { type: 'logic', operator, terms: flat }
}

function parseNot(scanner: Scanner): Expression {
  if (takeToken(scanner, notToken)) return { type: 'not', term: scanner.nest(() => parseNot(scanner)) }
  if (!scanner.takeSymbol('(')) return parseTest(scanner)
  const expression = scanner.nest(() => parseLevel(scanner, 0))
  scanner.expectSymbol(')', 'behind what is in parentheses')
  return expression
}

function takeToken(scanner: Scanner, token: RegExp): boolean {
  scanner.skipSpace()
  return scanner.take(token) !== undefined
}

function failAtRest(scanner: Scanner): never {
  if (scanner.text[scanner.position] === ')') scanner.fail('this parenthesis was never opened')
  if (scanner.text[scanner.position] === '=') scanner.fail('a comparison is ==, one = is none')
  const { position } = scanner
  const word = scanner.take(misspelt)
  if (word === undefined) scanner.fail('here the filter should end, or go on with && or ||')
  const meant = /^[&|]$/.test(word) ? `${word}${word}` : word.toLowerCase()
  return scanner.fail(`${word} is no operator here: did you mean ${meant}?`, scanner.spanFrom(position), meant)
}
