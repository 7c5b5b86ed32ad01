import { LabTimeoutError } from '../errors.ts'

/** What is awaited, for how long, and what to tell and to do when it does not come. */
interface Deadline {
  readonly what: string
  readonly timeoutMs: number
  /** Asked when the time is over. */
  readonly lastSeen: () => string
  readonly onLate?: () => void
  /** The next thing to do. */
  readonly fix?: string
}

/**
 * Waits for a promise until a deadline.
 *
 * @throws LabTimeoutError with what was seen last.
 */
export async function beforeDeadline<T>(awaited: Promise<T>, deadline: Deadline): Promise<T> {
  const { what, timeoutMs, lastSeen, onLate, fix } = deadline
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      onLate?.()
      reject(new LabTimeoutError(what, timeoutMs, lastSeen(), fix))
    }, timeoutMs)
  })
  try {
    return await Promise.race([awaited, late])
  } finally {
    clearTimeout(timer)
  }
}
