/**
 * Waits for something that cannot be told to stop, and not longer than until the signal.
 *
 * @throws the signal's reason, as an error.
 */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const stop = (): void => aborted.reject(new Error(`stopped by ${String(signal.reason)}`))
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop)
  try {
    return await Promise.race([aborted.promise, work])
  } finally {
    signal.removeEventListener('abort', stop)
    // Whatever comes of it, nobody waits any more.
    work.catch(() => {})
  }
}
