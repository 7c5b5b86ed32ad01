import { describe, expect, it } from 'vitest'
import { AssertionError, InconclusiveError, requirePass, type Outcome, type Verdict } from '@underlay/evidence'

const verdictOf = (outcome: Outcome): Verdict & { readonly packets: number } => ({
  outcome,
  summary: 'one line',
  message: 'two\nlines',
  expected: 'none',
  actual: 'ipip',
  packets: 6,
})

describe('requirePass', () => {
  it('gives a verdict that passed, as it is', () => {
    const verdict = verdictOf('pass')
    expect(requirePass(verdict)).toBe(verdict)
    expect(requirePass(verdict).packets).toBe(6)
  })

  it('throws a failure with both sides, as a test runner shows them', () => {
    const verdict = verdictOf('fail')
    expect(() => requirePass(verdict)).toThrow(AssertionError)
    expect(() => requirePass(verdict)).toThrow(
      expect.objectContaining({ message: 'two\nlines', expected: 'none', actual: 'ipip', verdict }),
    )
  })

  it('throws what is inconclusive as an error that is no failure', () => {
    const verdict = verdictOf('inconclusive')
    expect(() => requirePass(verdict)).toThrow(InconclusiveError)
    expect(() => requirePass(verdict)).not.toThrow(AssertionError)
    expect(() => requirePass(verdict)).toThrow(expect.objectContaining({ verdict }))
  })
})
