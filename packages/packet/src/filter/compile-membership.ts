import { comparer, compilePair } from './compile-comparison.ts'
import type { Fail } from './compile-operand.ts'
import type { Test } from './compile-test.ts'
import type { Expression, SetMember, Operand } from './expression.ts'
import type { Subject } from './subject.ts'
import type { Value } from './value.ts'
import { compareValues } from './value.ts'

type Membership = Extract<Expression, { type: 'in' }>
type IsMember = (value: Value, subject: Subject) => boolean

/** Whether any of the values, or all, are among the members. */
export function compileMembership({ quantifier, left, members }: Membership, fail: Fail): Test {
  const tests = members.map((member) => compileMember(left, member, fail))
  const [source] = compilePair(left, left, fail)
  return (subject) => {
    const values = source.read(subject)
    const isIn = (value: Value): boolean => tests.some((test) => test(value, subject))
    return quantifier === 'all' ? values.length > 0 && values.every(isIn) : values.some(isIn)
  }
}

function compileMember(left: Operand, member: SetMember, fail: Fail): IsMember {
  if (member.type !== 'range') {
    const [source, value] = compilePair(left, member, fail)
    const compare = comparer(source, value)
    return (each, subject) => value.read(subject).some((beside) => compare(each, beside) === 0)
  }
  const [, from] = compilePair(left, member.from, fail)
  const [, to] = compilePair(left, member.to, fail)
  return (each, subject) =>
    from.read(subject).some((lowest) => compareValues(each, lowest) >= 0) &&
    to.read(subject).some((highest) => compareValues(each, highest) <= 0)
}
