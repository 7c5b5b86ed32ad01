import type { FieldKind } from '../layers/field-kinds.ts'
import type { Fail } from './compile-operand.ts'
import { compileOperand, kindOf } from './compile-operand.ts'
import type { Test } from './compile-test.ts'
import type { Expression, Operand, Quantifier } from './expression.ts'
import { createSearch } from '../bytes/search.ts'
import { compilePattern } from './pattern/compile-pattern.ts'
import type { Source } from './source.ts'
import type { Subject } from './subject.ts'
import { toBytes } from './value.ts'

type Search = Extract<Expression, { type: 'contains' | 'matches' }>

const searchable: readonly FieldKind[] = ['string', 'bytes', 'ether', 'protocol']

/** Whether any value contains the bytes; a protocol's include what it carries. */
export function compileContains({ quantifier, left, right }: Search, fail: Fail): Test {
  const source = compileSearched(left, 'contains', fail)
  const expected = source.kind === 'ether' ? 'bytes' : source.kind
  const kind = kindOf(right)
  if (kind !== undefined && !searchable.includes(kind)) fail('contains looks for texts and bytes', right.span)
  const needle = compileOperand(right, { fail, expected })
  const find = (subject: Subject) => needle.read(subject).map((value) => createSearch(toBytes(value)))
  // Of the filter's own text the search is made once.
  const given = needle.constant && find({ layers: [], frame: {} })
  return (subject) => {
    const searches = given ?? find(subject)
    return quantify(
      source.read(subject).map((value) => toBytes(value)),
      quantifier,
      (bytes) => searches.some((isIn) => isIn(bytes)),
    )
  }
}

/** Whether the regular expression is found in any value; letters of either case are the same. */
export function compileMatches({ quantifier, left, right }: Search, fail: Fail): Test {
  const source = compileSearched(left, 'matches', fail)
  if (right.type !== 'literal' || right.form !== 'string') {
    return fail('a regular expression stands in double quotes', right.span)
  }
  const pattern = compilePattern(right.value)
  if (pattern.type === 'problem') return fail(pattern.reason, right.span)
  const { matches } = pattern
  return (subject) =>
    quantify(
      source.read(subject).map((value) => toBytes(value)),
      quantifier,
      matches,
    )
}

function compileSearched(left: Operand, operator: string, fail: Fail): Source {
  const source = compileOperand(left, { fail, extent: 'all' })
  if (searchable.includes(source.kind)) return source
  return fail(
    `${operator} looks into texts and bytes, not into numbers and addresses: string() makes a text of them`,
    left.span,
  )
}

function quantify(
  values: readonly Uint8Array[],
  quantifier: Quantifier | undefined,
  test: (bytes: Uint8Array) => boolean,
): boolean {
  return quantifier === 'all' ? values.length > 0 && values.every(test) : values.some(test)
}
