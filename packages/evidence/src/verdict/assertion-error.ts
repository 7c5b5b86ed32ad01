import type { Verdict } from './verdict.ts'

/** The network does not do what was expected; the verdict holds what shows it. */
export class AssertionError<V extends Verdict = Verdict> extends Error {
  override readonly name = 'AssertionError'
  readonly expected: V['expected']
  readonly actual: V['actual']
  readonly verdict: V

  constructor(verdict: V) {
    super(verdict.message)
    this.expected = verdict.expected
    this.actual = verdict.actual
    this.verdict = verdict
  }

  // The verdict is for programs: printed, the message and the place are enough.
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.stack ?? this.message
  }
}
