import { inspect } from 'node:util'

/** What was typed cannot be done: what is wrong, and what to type. */
export class UsageError extends Error {
  override readonly name = 'UsageError'

  constructor(message: string, fix: string) {
    super(`${message}\n  fix: ${fix}`)
  }

  // Whoever mistypes is told what to type, not where it was noticed.
  [inspect.custom](): string {
    return this.message
  }
}
