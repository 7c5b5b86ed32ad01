import type { Encapsulation } from '../flow/encapsulation.ts'
import type { EncapVerdict } from './verdict.ts'

/** The network does not do what was expected; the verdict holds the packets that show it. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError'
  readonly expected: Encapsulation
  readonly actual: EncapVerdict['actual']
  readonly verdict: EncapVerdict

  constructor(verdict: EncapVerdict) {
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
