/** Exit codes of verdicts. */
export const verdictCodes = { pass: 0, fail: 1, inconclusive: 2 } as const
