/** A signal that follows another one, except while the gate is shut. */
export interface AbortGate extends Disposable {
  readonly signal: AbortSignal
  /** From now on an abort waits, but not longer than the gate's limit. */
  shut(): void
  /** Lets an abort through that waits, and every later one. */
  open(): void
}

/**
 * Makes a signal that can be held back while something must not be cut in two, for at most `maxHoldMs`.
 *
 * @example
 * ```ts
 * using gate = abortGate(AbortSignal.timeout(100), 30_000)
 * gate.shut()
 * gate.open()
 * ```
 */
export function abortGate(outer: AbortSignal | undefined, maxHoldMs: number): AbortGate {
  const inner = new AbortController()
  let isShut = false
  let timer: NodeJS.Timeout | undefined
  const pass = (): void => inner.abort(outer?.reason)
  const onAbort = (): void => {
    if (isShut) timer = setTimeout(pass, maxHoldMs)
    else pass()
  }
  if (outer?.aborted === true) pass()
  outer?.addEventListener('abort', onAbort, { once: true })
  return {
    signal: inner.signal,
    shut: () => void (isShut = true),
    open: () => {
      isShut = false
      if (outer?.aborted === true) pass()
    },
    [Symbol.dispose]: () => {
      clearTimeout(timer)
      outer?.removeEventListener('abort', onAbort)
    },
  }
}
