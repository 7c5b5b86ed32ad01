import type { Verdict } from './verdict.ts'

/** There is no evidence: neither that the network does what was expected, nor that it does not. */
export class InconclusiveError<V extends Verdict = Verdict> extends Error {
  override readonly name = 'InconclusiveError'
  /** Present when something was judged. */
  readonly verdict?: V

  constructor(message: string, verdict?: V) {
    super(message)
    if (verdict !== undefined) this.verdict = verdict
  }

  // The verdict is for programs: printed, the message and the place are enough.
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.stack ?? this.message
  }
}
