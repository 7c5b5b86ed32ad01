import type { DecodedLayer } from '../layers/decoded-layer.ts'
import { compileComparison } from './compile-comparison.ts'
import type { Fail } from './compile-operand.ts'
import { compileOperand, failUnknown } from './compile-operand.ts'
import { compileContains, compileMatches } from './compile-search.ts'
import { compileMembership } from './compile-membership.ts'
import type { Expression, LogicOperator, Operand } from './expression.ts'
import { findField } from './filter-field.ts'
import type { Subject } from './subject.ts'

/** A filter made ready: whether a packet passes it. */
export type Test = (subject: Subject) => boolean

/**
 * Makes a filter ready, and checks that what it compares can be compared.
 *
 * @throws FilterError by `fail`.
 */
export function compileTest(expression: Expression, fail: Fail): Test {
  switch (expression.type) {
    case 'logic':
      return joinTests(
        expression.operator,
        expression.terms.map((term) => compileTest(term, fail)),
      )
    case 'not': {
      const test = compileTest(expression.term, fail)
      return (subject) => !test(subject)
    }
    case 'exists':
      return compileExistence(expression.operand, fail)
    case 'compare':
      return compileComparison(expression, fail)
    case 'contains':
      return compileContains(expression, fail)
    case 'matches':
      return compileMatches(expression, fail)
    case 'in':
      return compileMembership(expression, fail)
  }
}

/** A test of several, by the operator between them. */
export function joinTests(operator: LogicOperator, tests: readonly Test[]): Test {
  switch (operator) {
    case 'or':
      return (subject) => tests.some((test) => test(subject))
    case 'and':
      return (subject) => tests.every((test) => test(subject))
    case 'xor':
      return (subject) => tests.reduce((result, test) => result !== test(subject), false)
  }
}

function compileExistence(operand: Operand, fail: Fail): Test {
  if (operand.type === 'literal' && operand.form === 'plain') failUnknown(operand.source, operand.span, fail)
  if (operand.type === 'call') fail(`${operand.name}() gives a value: compare it with another`, operand.span)
  const field = operand.type === 'field' && operand.layers === undefined ? findField(operand.name) : undefined
  if (field?.type === 'protocol') return hasLayer(field.layerNames)
  const source = compileOperand(operand, { fail })
  // `tcp.flags & 2` asks whether the bit is set, all others whether the field is there.
  if (operand.type === 'arithmetic') return (subject) => source.read(subject).some((value) => isNotZero(value))
  return (subject) => source.read(subject).length > 0
}

function hasLayer(names: ReadonlySet<string>): Test {
  return ({ layers }) => layers.some((layer: DecodedLayer) => names.has(layer.name))
}

function isNotZero(value: unknown): boolean {
  return value instanceof Uint8Array ? value.some((byte) => byte !== 0) : Boolean(value)
}
