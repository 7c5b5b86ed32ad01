/**
 * Does something, and stops waiting for it when the signal is aborted; it may then go on, and fail unseen.
 *
 * @throws the signal's reason.
 */
export async function untilAborted<T>(action: () => Promise<T>, signal: AbortSignal): Promise<T> {
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
