import { AssertionError } from './assertion-error.ts'
import { InconclusiveError } from './inconclusive-error.ts'
import type { Verdict } from './verdict.ts'

/**
 * Gives a verdict that passed, and throws any other: how a judgement becomes an assertion.
 *
 * @throws AssertionError when the verdict is `fail`.
 * @throws InconclusiveError when the verdict is `inconclusive`.
 * @example
 * ```ts
 * const { packets } = requirePass(judgeEncap(capture, { from: '10.98.81.4', to: '10.98.85.129', expect: 'none' }))
 * ```
 */
export function requirePass<V extends Verdict>(verdict: V): V {
  if (verdict.outcome === 'fail') throw new AssertionError(verdict)
  if (verdict.outcome === 'inconclusive') throw new InconclusiveError(verdict.message, verdict)
  return verdict
}
