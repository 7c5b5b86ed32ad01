/**
 * Does something, and stops waiting for it when the signal is aborted; it may then go on, and fail unseen. Without a signal it is only
 * waited for.
 *
 * @throws the signal's reason.
 */
export async function untilAborted<T>(action: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return action()
  signal.throwIfAborted()
  const aborted = Promise.withResolvers<never>()
  const stop = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', stop)
  try {
    return await Promise.race([action(), aborted.promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
