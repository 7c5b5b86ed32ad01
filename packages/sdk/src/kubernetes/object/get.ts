import type { KubernetesObject } from '@underlay/configs'
import type { Connection } from '../connection/connection.ts'
import { readBody } from '../connection/read-body.ts'
import { isUnserved, refusal } from '../connection/refusal.ts'
import { ask } from '../connection/request.ts'
import { type LiveObject, nameObject } from './live-object.ts'
import { locate } from './locate.ts'

/** Reads an object; undefined when it, or its kind, does not exist. */
export async function getObject(connection: Connection, ref: KubernetesObject): Promise<LiveObject | undefined> {
  const located = await locate(connection, ref)
  if (located === undefined) return undefined
  const answer = await ask(connection, { path: located.path })
  if (isUnserved(answer)) connection.resources.delete(ref.apiVersion)
  if (answer.status === 404) return undefined
  if (answer.status !== 200) throw refusal(nameObject(located.object), answer)
  return readBody<LiveObject>(answer, nameObject(located.object))
}
