import type { TestContext } from 'vitest'

/** For `beforeEach`: while something is missing every test is skipped, and the summary says why. */
export function skipWhile(missing: string | undefined): (context: Pick<TestContext, 'skip'>) => void {
  return ({ skip }) => {
    if (missing !== undefined) skip(missing)
  }
}
