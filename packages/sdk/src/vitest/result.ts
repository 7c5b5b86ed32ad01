import { AssertionError, type Verdict } from '@underlay/evidence'

/** What vitest takes of a matcher; with `.not` it turns `pass` round by itself. */
export interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
  readonly expected?: unknown
  readonly actual?: unknown
}

/** An assertion that passed, with what `.not` says of it. */
export function passed({ message, expected, actual }: Verdict): MatcherResult {
  const contrary = `expected the contrary of: ${message}`
  // Where there are no two sides to name, the message says it all.
  const sides = expected === '' || expected === undefined ? {} : { expected: `not ${expected}`, actual: String(actual) }
  return { pass: true, message: () => contrary, ...sides }
}

/**
 * An assertion that failed.
 *
 * @throws whatever else was thrown, with `.not` too: InconclusiveError is neither a pass nor a failure.
 */
export function failed(error: unknown): MatcherResult {
  if (!(error instanceof AssertionError)) throw error
  const { message, expected, actual } = error
  return { pass: false, message: () => message, expected, actual }
}
