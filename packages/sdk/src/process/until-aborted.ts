/**
 * Does something that takes no signal, and stops waiting for it when one is aborted; it may then go on, and fail unseen.
 * Without a signal it is only waited for. Of a function that has a `signal` of its own, give it that.
 *
 * @throws the signal's reason; once it is aborted, without doing anything.
 * @example
 * const reached = await untilAborted(() => ping(cluster.node('worker'), cluster.node('worker2')), AbortSignal.timeout(5000))
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
