import { beforeDeadline } from '../../host/deadline.ts'
import type { Connection } from '../connection/connection.ts'
import type { LiveObject, ObjectSelection } from '../object/live-object.ts'
import { follow } from './follow.ts'

/** What is awaited, for how long, and what to tell when it does not come. */
export interface WatchOptions {
  /** What is awaited, for the error: `every node to be Ready`. */
  readonly what: string
  readonly timeoutMs: number
  /** The state that was seen last, for the error, in a line or a few. */
  readonly describe: (objects: readonly LiveObject[]) => string
  /** Ends the wait: it then fails with the signal's reason. */
  readonly signal?: AbortSignal
}

/**
 * Lists and watches the selected objects until the predicate holds for all of them together; see `Kubernetes.watchUntil`.
 *
 * @throws LabTimeoutError with what was seen last.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export async function watchUntil(
  connection: Connection,
  selection: ObjectSelection | readonly ObjectSelection[],
  predicate: (objects: readonly LiveObject[]) => boolean,
  { what, timeoutMs, describe, signal }: WatchOptions,
): Promise<readonly LiveObject[]> {
  signal?.throwIfAborted()
  const selections = [selection].flat()
  const seen: (readonly LiveObject[] | undefined)[] = selections.map(() => undefined)
  const problems: (string | undefined)[] = selections.map(() => undefined)
  const everything = () => seen.flatMap((objects) => objects ?? [])
  const { promise, resolve, reject } = Promise.withResolvers<readonly LiveObject[]>()
  const stop = new AbortController()
  const abort = () => reject(signal?.reason)
  signal?.addEventListener('abort', abort)

  const check = () => {
    // A set of which a part is not listed yet would be taken for a smaller one.
    if (stop.signal.aborted || seen.includes(undefined)) return
    try {
      const objects = everything()
      if (predicate(objects)) resolve(objects)
    } catch (error) {
      reject(error)
    }
  }
  const lastSeen = () => {
    const listed = seen.some((objects) => objects !== undefined)
    const known = problems.filter((problem) => problem !== undefined)
    return [...(listed ? [describe(everything())] : []), ...new Set(known)].join('; ') || 'nothing'
  }

  try {
    for (const [index, each] of selections.entries()) {
      const onObjects = (objects: readonly LiveObject[]) => {
        seen[index] = objects
        check()
      }
      const onProblem = (problem: string | undefined) => (problems[index] = problem)
      follow(connection, each, { signal: stop.signal, onObjects, onProblem }).catch(reject)
    }
    return await beforeDeadline(promise, { what, timeoutMs, lastSeen })
  } finally {
    stop.abort()
    signal?.removeEventListener('abort', abort)
  }
}
