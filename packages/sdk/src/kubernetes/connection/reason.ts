/** Why no answer came, in one line: `connect ECONNREFUSED 127.0.0.1:40123`, `socket hang up`, `no answer in time`. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // A name with several addresses fails with one error for each.
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  if (error.name === 'TimeoutError') return 'no answer in time'
  if (error.cause instanceof Error) return reasonOf(error.cause)
  const [line = ''] = error.message.split('\n')
  return line === '' ? error.name : line
}
