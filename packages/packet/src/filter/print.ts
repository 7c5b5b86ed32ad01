import type { ArithmeticOperator, Expression, IndexRange, LogicOperator, Operand, SetMember } from './expression.ts'

const logicSymbols: Readonly<Record<LogicOperator, string>> = { or: ' || ', xor: ' ^^ ', and: ' && ' }
const bindings: Readonly<Record<ArithmeticOperator, number>> = { '&': 1, '+': 2, '-': 2, '*': 3, '/': 3, '%': 3 }

/** A filter as text, in one spelling: reading it gives the same filter, whose text is the same. */
export function printExpression(expression: Expression): string {
  switch (expression.type) {
    case 'logic':
      return expression.terms
        .map((term) => (term.type === 'logic' ? `(${printExpression(term)})` : printExpression(term)))
        .join(logicSymbols[expression.operator])
    case 'not':
      return printNot(expression.term)
    case 'exists':
      return printOperand(expression.operand)
    case 'compare':
      return `${printLeft(expression)} ${expression.operator} ${printOperand(expression.right)}`
    case 'contains':
    case 'matches':
      return `${printLeft(expression)} ${expression.type} ${printOperand(expression.right)}`
    case 'in':
      return `${printLeft(expression)} in ${printSet(expression.members)}`
  }
}

function printNot(term: Expression): string {
  if (term.type === 'in') return `${printLeft(term)} not in ${printSet(term.members)}`
  const isShort = (term.type === 'exists' && term.operand.type !== 'arithmetic') || term.type === 'not'
  // `!x not in {1}` would be read otherwise by people.
  const isPlain = isShort && !(term.type === 'not' && term.term.type === 'in')
  return isPlain ? `!${printExpression(term)}` : `!(${printExpression(term)})`
}

function printLeft({ quantifier, left }: { readonly quantifier?: string; readonly left: Operand }): string {
  return quantifier === undefined ? printOperand(left) : `${quantifier} ${printOperand(left)}`
}

function printSet(members: readonly SetMember[]): string {
  const texts = members.map((member) =>
    member.type === 'range' ? `${printOperand(member.from)}..${printOperand(member.to)}` : printOperand(member),
  )
  return `{${texts.join(', ')}}`
}

function printOperand(operand: Operand): string {
  switch (operand.type) {
    case 'field':
      return operand.name + printLayers(operand.layers)
    case 'literal':
      return operand.source
    case 'slice':
      return `${printOperand(operand.of)}[${operand.ranges.map(printRange).join(',')}]`
    case 'call':
      return `${operand.name}(${operand.arguments.map(printOperand).join(', ')})`
    case 'arithmetic': {
      const binding = bindings[operand.operator]
      return `${printSide(operand.left, binding)} ${operand.operator} ${printSide(operand.right, binding + 1)}`
    }
  }
}

function printSide(operand: Operand, minimum: number): string {
  const text = printOperand(operand)
  return operand.type === 'arithmetic' && bindings[operand.operator] < minimum ? `{${text}}` : text
}

function printLayers(layers: readonly IndexRange[] | undefined): string {
  const [only] = layers ?? []
  if (layers === undefined || only === undefined) return ''
  return layers.length === 1 && only.count === 1 ? `#${only.first}` : `#[${layers.map(printRange).join(',')}]`
}

function printRange({ first, count, last }: IndexRange): string {
  if (last !== undefined) return `${first}-${last}`
  if (count === 1) return String(first)
  return `${first}:${count ?? ''}`
}
