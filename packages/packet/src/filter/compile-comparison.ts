import type { Fail } from './compile-operand.ts'
import { compileOperand, kindOf } from './compile-operand.ts'
import type { Test } from './compile-test.ts'
import type { ComparisonOperator, Expression, Operand, Quantifier } from './expression.ts'
import type { Source } from './source.ts'
import type { Value } from './value.ts'
import { compareValues, valueClass } from './value.ts'

type Comparison = Extract<Expression, { type: 'compare' }>

/** Whether a difference, below 0, 0 or above, is what the operator asks for. */
const holds: Readonly<Record<ComparisonOperator, (difference: number) => boolean>> = {
  '==': (difference) => difference === 0,
  '===': (difference) => difference === 0,
  '!=': (difference) => difference !== 0,
  '!==': (difference) => difference !== 0,
  '>': (difference) => difference > 0,
  '>=': (difference) => difference >= 0,
  '<': (difference) => difference < 0,
  '<=': (difference) => difference <= 0,
}

/** As in Wireshark 4: `!=` and `===` hold when they hold for all values, the others when for any. */
export function compileComparison({ operator, quantifier, left, right }: Comparison, fail: Fail): Test {
  const [one, other] = asTexts(operator, compilePair(left, right, fail))
  const accepts = holds[operator]
  const compare = comparer(one, other)
  const pairHolds = (value: Value, beside: Value): boolean => accepts(compare(value, beside))
  const isForAll = (quantifier ?? defaultQuantifier(operator)) === 'all'
  return (subject) => {
    const [values, besides] = [one.read(subject), other.read(subject)]
    if (values.length === 0 || besides.length === 0) return false
    if (isForAll) return values.every((value) => besides.every((beside) => pairHolds(value, beside)))
    return values.some((value) => besides.some((beside) => pairHolds(value, beside)))
  }
}

function asTexts(operator: ComparisonOperator, [one, other]: readonly [Source, Source]): readonly [Source, Source] {
  const isEquality = operator.endsWith('==') || operator.startsWith('!=')
  if (!isEquality || one.readTexts === undefined || other.readTexts === undefined) return [one, other]
  return [
    { ...one, read: one.readTexts },
    { ...other, read: other.readTexts },
  ]
}

function defaultQuantifier(operator: ComparisonOperator): Quantifier {
  return operator === '!=' || operator === '===' ? 'all' : 'any'
}

/** Both sides, a literal read as what stands beside it. @throws FilterError when they cannot be compared. */
export function compilePair(left: Operand, right: Operand, fail: Fail): readonly [Source, Source] {
  const [leftKind, rightKind] = [kindOf(left), kindOf(right)]
  // Bytes of a text and a text in quotes are compared as bytes, so that the literal follows its neighbour.
  const one = compileOperand(left, { fail, ...(rightKind && { expected: rightKind }) })
  const other = compileOperand(right, { fail, ...(leftKind && { expected: leftKind }) })
  if (valueClass(one.kind) !== valueClass(other.kind)) {
    fail(`${names[one.kind]} cannot be compared with ${names[other.kind]}`, right.span)
  }
  return [one, other]
}

const names: Readonly<Record<Source['kind'], string>> = {
  number: 'a number',
  boolean: 'a flag',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  ether: 'an Ethernet address',
  bytes: 'bytes',
  string: 'a text',
  protocol: "a protocol's bytes",
  time: 'a time',
  date: 'a date',
}

/** A network in the filter is compared by its prefix. */
export function comparer(one: Source, other: Source): (left: Value, right: Value) => number {
  const bits = other.constant?.prefixLength ?? one.constant?.prefixLength
  if (bits === undefined) return compareValues
  return (left, right) => compareValues(prefixOf(left, bits), prefixOf(right, bits))
}

function prefixOf(value: Value, bits: number): Value {
  if (!(value instanceof Uint8Array)) return value
  return value.map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - 8 * index))))
}
