import { AssertionError, InconclusiveError, type Verdict } from '@underlay/evidence'
import { expect, test } from 'vitest'
import { failed, passed } from '../../../src/vitest/result.ts'

const verdict: Verdict = { outcome: 'fail', summary: 'one line', message: 'two\nlines', expected: 1450, actual: 1400 }

test('a failure has its message and both sides', () => {
  const { message, ...result } = failed(new AssertionError(verdict))
  expect(message()).toBe('two\nlines')
  expect(result).toEqual({ pass: false, expected: 1450, actual: 1400 })
})

test('what passes has the message that .not fails with', () => {
  const { message, ...result } = passed({ ...verdict, outcome: 'pass', actual: 1450 })
  expect(message()).toBe('expected the contrary of: two\nlines')
  expect(result).toEqual({ pass: true, expected: 'not 1450', actual: '1450' })
})

test('what passes without sides to name has none', () => {
  const { message: _, ...result } = passed({ ...verdict, outcome: 'pass', expected: '', actual: '' })
  expect(result).toEqual({ pass: true })
})

test("only a failed assertion is a failure: no evidence and a lab's own error stay what they are", () => {
  for (const error of [new InconclusiveError('no evidence'), new TypeError('no such thing')]) {
    expect(() => failed(error)).toThrow(error)
  }
})
