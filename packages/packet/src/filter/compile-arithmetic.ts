import type { ArithmeticOperand, ArithmeticOperator } from './expression.ts'
import type { Fail } from './compile-operand.ts'
import type { Source } from './source.ts'
import type { Value } from './value.ts'
import { valueClass } from './value.ts'

/** What is calculated of two fields with several values each grows with every step; a packet has not that many. */
const maximumValues = 256

/** The results for all pairs of values; none where a pair has none, as a division by zero. */
export function compileArithmetic(
  { operator, span }: ArithmeticOperand,
  left: Source,
  right: Source,
  fail: Fail,
): Source {
  const [one, other] = [valueClass(left.kind), valueClass(right.kind)]
  // `ip & tcp` is meant to be `ip && tcp`.
  const isMask = operator === '&' && one === 'bytes' && left.kind !== 'protocol' && right.kind !== 'protocol'
  if (one !== other || (one !== 'number' && !isMask)) {
    fail(operator === '&' ? '& takes two numbers, or as many bytes on both sides' : `${operator} takes numbers`, span)
  }
  return {
    kind: left.kind === 'boolean' ? 'number' : left.kind,
    read(subject) {
      const rights = right.read(subject)
      const results: Value[] = []
      for (const value of left.read(subject)) {
        for (const beside of rights) {
          const result = calculate(operator, value, beside)
          if (result !== undefined && results.length < maximumValues) results.push(result)
        }
      }
      return results
    },
  }
}

function calculate(operator: ArithmeticOperator, left: Value, right: Value): Value | undefined {
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    return left.length === right.length ? left.map((byte, index) => byte & (right[index] ?? 0)) : undefined
  }
  if (typeof left !== 'number' || typeof right !== 'number') return undefined
  switch (operator) {
    case '&':
      return (left & right) >>> 0
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return right === 0 ? undefined : Math.trunc(left / right)
    case '%':
      return right === 0 ? undefined : left % right
  }
}
