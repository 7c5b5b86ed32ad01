import type { ComparisonOperator, Expression, Operand, Quantifier, SetMember } from './expression.ts'
import { parseOperand } from './parse-operand.ts'
import type { Scanner } from './scanner.ts'

type Relation = ComparisonOperator | 'contains' | 'matches' | 'in' | 'not in'

/** The longer symbols first; the words are Wireshark's. */
const relations: readonly { readonly relation: Relation; readonly token: RegExp }[] = [
  { relation: '===', token: /===|all_eq(?![\w.])/y },
  { relation: '!==', token: /!==|~=|any_ne(?![\w.])/y },
  { relation: '==', token: /==|(?:any_)?eq(?![\w.])/y },
  { relation: '!=', token: /!=|(?:all_)?ne(?![\w.])/y },
  { relation: '>=', token: />=|ge(?![\w.])/y },
  { relation: '<=', token: /<=|le(?![\w.])/y },
  { relation: '>', token: />|gt(?![\w.])/y },
  { relation: '<', token: /<|lt(?![\w.])/y },
  { relation: 'contains', token: /contains(?![\w.])/y },
  { relation: 'matches', token: /~|matches(?![\w.])/y },
  { relation: 'in', token: /in(?![\w.])/y },
  { relation: 'not in', token: /not\s+in(?![\w.])/y },
]
const quantifierToken = /(?:any|all)(?=[\s{])/y

/** One test: a field alone, or compared. */
export function parseTest(scanner: Scanner): Expression {
  scanner.skipSpace()
  const quantifier = readQuantifier(scanner)
  const left = parseOperand(scanner)
  scanner.skipSpace()
  const found = relations.find(({ token }) => scanner.take(token) !== undefined)
  if (found === undefined) {
    if (quantifier !== undefined) scanner.fail(`${quantifier} needs a comparison`)
    return { type: 'exists', operand: left }
  }
  return parseRelation(scanner, found.relation, left, quantifier)
}

function readQuantifier(scanner: Scanner): Quantifier | undefined {
  const word = scanner.take(quantifierToken)
  return word === 'any' || word === 'all' ? word : undefined
}

function parseRelation(
  scanner: Scanner,
  relation: Relation,
  left: Operand,
  quantifier: Quantifier | undefined,
): Expression {
  const shared = { left, ...(quantifier && { quantifier }) }
  switch (relation) {
    case 'in':
      return { type: 'in', ...shared, members: parseSet(scanner) }
    case 'not in':
      return { type: 'not', term: { type: 'in', ...shared, members: parseSet(scanner) } }
    case 'contains':
    case 'matches':
      return { type: relation, ...shared, right: parseOperand(scanner) }
    default:
      return { type: 'compare', operator: relation, ...shared, right: parseOperand(scanner) }
  }
}

function parseSet(scanner: Scanner): readonly SetMember[] {
  scanner.expectSymbol('{', 'before the values of a set')
  const members: SetMember[] = []
  do {
    const from = parseOperand(scanner)
    members.push(scanner.takeSymbol('..') ? { type: 'range', from, to: parseOperand(scanner) } : from)
  } while (scanner.takeSymbol(','))
  scanner.expectSymbol('}', 'behind the values of a set')
  return members
}
