import { setTimeout as wait } from 'node:timers/promises'
import type { KubernetesObject } from '@underlay/configs'
import { LabError, LabTimeoutError } from '../../errors.ts'
import type { Connection } from '../connection/connection.ts'
import { readBody } from '../connection/read-body.ts'
import { isUnserved, readStatus, refusal } from '../connection/refusal.ts'
import { type Answer, send, unanswered } from '../connection/request.ts'
import { findResource } from '../object/discovery.ts'
import { type LiveObject, nameObject } from '../object/live-object.ts'
import { place } from '../object/locate.ts'
import { pauseMs } from '../watch/follow.ts'

/** Until when one `apply` may last, by `performance.now()`. */
export interface Deadline {
  readonly at: number
  /** What `at` was counted from, for the error. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/** How one object is applied. */
export interface Application extends Deadline {
  /** Takes fields from others that own them. */
  readonly force: boolean
}

/**
 * Applies one object, again and again while the refusal is one that heals by itself.
 *
 * @throws LabError when it is refused, without force also where others own a field of it; LabTimeoutError when the deadline comes first.
 */
export async function applyOne(
  connection: Connection,
  object: KubernetesObject,
  isNewKind: boolean,
  { at, timeoutMs, signal, force }: Application,
): Promise<LiveObject> {
  for (let failures = 1; ; failures++) {
    let lastSeen: string
    try {
      const answer = await sendApply(connection, object, force, signal)
      if (answer?.status === 200 || answer?.status === 201) return readBody<LiveObject>(answer, nameObject(object))
      if (answer !== undefined && isUnserved(answer)) connection.resources.delete(object.apiVersion)
      if (answer !== undefined && !healsByItself(answer, isNewKind)) throw refusal(nameObject(object), answer)
      lastSeen = answer === undefined ? `its kind ${object.kind} is not served yet` : readStatus(answer).message
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof LabError) throw error
      lastSeen = unanswered(connection, error)
    }
    const leftMs = at - performance.now()
    if (leftMs <= 0) throw new LabTimeoutError(`${nameObject(object)} to be applied`, timeoutMs, lastSeen)
    await wait(Math.min(pauseMs(failures), leftMs), undefined, { ...(signal && { signal }) })
  }
}

async function sendApply(
  connection: Connection,
  object: KubernetesObject,
  force: boolean,
  signal: AbortSignal | undefined,
): Promise<Answer | undefined> {
  const resource = await findResource(connection, object, signal)
  if (resource === undefined) return undefined
  const located = place(connection, resource, object)
  return send(connection, {
    method: 'PATCH',
    path: located.path,
    query: { fieldManager: 'underlay', force: String(force), fieldValidation: 'Strict' },
    contentType: 'application/apply-patch+yaml',
    body: located.object,
    ...(signal && { signal }),
  })
}

/** Refusals of a busy API server, of a namespace whose service account is on its way, of a kind that is not served yet. */
function healsByItself(answer: Answer, isNewKind: boolean): boolean {
  const { message } = readStatus(answer)
  if (answer.status === 403) return /serviceaccount "[^"]*" not found/.test(message)
  if (answer.status === 404) return isNewKind && !message.startsWith('namespaces "')
  if (answer.status === 500) return message.includes('etcdserver')
  return [429, 503, 504].includes(answer.status)
}
