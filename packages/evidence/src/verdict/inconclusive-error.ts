import type { EncapVerdict } from './verdict.ts'

/** There is no evidence: neither that the network does what was expected, nor that it does not. */
export class InconclusiveError extends Error {
  override readonly name = 'InconclusiveError'
  /** Present when an encapsulation was judged. */
  readonly verdict?: EncapVerdict

  constructor(message: string, verdict?: EncapVerdict) {
    super(message)
    if (verdict !== undefined) this.verdict = verdict
  }

  // The verdict is for programs: printed, the message and the place are enough.
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.stack ?? this.message
  }
}
