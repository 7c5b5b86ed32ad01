import { setTimeout as wait } from 'node:timers/promises'
import type { Connection } from '../connection/connection.ts'
import { isUnserved, readStatus, refusal } from '../connection/refusal.ts'
import { type Answer, send, unanswered } from '../connection/request.ts'
import { findResource } from '../object/discovery.ts'
import { readList } from '../object/list.ts'
import type { LiveObject, ObjectSelection } from '../object/live-object.ts'
import { placeSelection } from '../object/locate.ts'
import { keyOf, readEvents, RefusedWatch } from './events.ts'

const LONGEST_PAUSE_MS = 2000
const LIST_TIMEOUT_MS = 10_000
/** A watch that lived as long was a good one: the next begins at once. */
const GOOD_WATCH_MS = 1000
/** An API server that starts refuses for a moment whom it knows later. */
const REFUSALS_BELIEVED = 5

interface Follower {
  readonly signal: AbortSignal
  /** Gets the whole set, at first and after each change. */
  readonly onObjects: (objects: readonly LiveObject[]) => void
  /** Gets why nothing is heard from the API server; undefined once it is. */
  readonly onProblem: (problem: string | undefined) => void
}

/**
 * Keeps a set of objects current until the signal: lists, watches from the list's version, and lists again whenever the watch ends,
 * be it closed, 410 Gone or lost.
 *
 * @throws LabError when the API server refuses the list again and again for a reason that waiting does not heal.
 */
export async function follow(connection: Connection, selection: ObjectSelection, follower: Follower): Promise<void> {
  const { signal, onProblem } = follower
  let failures = 0
  while (!signal.aborted) {
    let refused: Answer | undefined
    const begun = performance.now()
    try {
      refused = await listAndWatch(connection, selection, follower)
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof RefusedWatch) refused = error.answer
      else onProblem(unanswered(connection, error))
      // Who was let list is known to the API server: to watch is a right of its own.
      if (refused !== undefined && isFinal(refused.status)) throw refusal(`watch of ${selection.kind}`, refused)
    }
    if (refused !== undefined) onProblem(`the Kubernetes API refuses ${selection.kind}: ${readStatus(refused).message}`)
    const good = refused === undefined && performance.now() - begun >= GOOD_WATCH_MS
    failures = good ? 0 : failures + 1
    if (refused !== undefined && isFinal(refused.status) && failures >= REFUSALS_BELIEVED) {
      throw refusal(`watch of ${selection.kind}`, refused)
    }
    if (failures > 0) await wait(pauseMs(failures), undefined, { signal }).catch(() => undefined)
  }
}

/** How long to wait after so many failures in a row: 100 ms, doubled each time, at most 2 s. */
export function pauseMs(failures: number): number {
  return Math.min(100 * 2 ** (failures - 1), LONGEST_PAUSE_MS)
}

/** One round; it returns at the end of the watch, or the answer that refused the list. */
async function listAndWatch(
  connection: Connection,
  selection: ObjectSelection,
  { signal, onObjects, onProblem }: Follower,
): Promise<Answer | undefined> {
  const resource = await findResource(connection, selection, signal)
  if (resource === undefined) {
    onProblem(`the cluster has no kind ${selection.kind} in ${selection.apiVersion}`)
    onObjects([])
    return undefined
  }
  const place = placeSelection(resource, selection)
  const answer = await send(connection, { ...place, signal, timeoutMs: LIST_TIMEOUT_MS })
  if (isUnserved(answer)) {
    connection.resources.delete(selection.apiVersion)
    onProblem(`the cluster does not serve ${selection.kind} in ${selection.apiVersion}`)
    return undefined
  }
  if (answer.status !== 200) return answer
  const { objects, resourceVersion } = readList(answer, selection)
  const current = new Map(objects.map((object) => [keyOf(object), object]))
  onProblem(undefined)
  onObjects([...current.values()])
  for await (const { type, object } of readEvents(connection, place, resourceVersion, signal)) {
    if (type === 'DELETED') current.delete(keyOf(object))
    else current.set(keyOf(object), object)
    onObjects([...current.values()])
  }
  return undefined
}

/** Refusals that no waiting heals: a bad request, a user without the right. */
function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && ![404, 408, 410, 429].includes(status)
}
