import type { KubernetesObject } from '@underlay/configs'
import type { Connection } from '../connection/connection.ts'
import { readBody } from '../connection/read-body.ts'
import { refusal } from '../connection/refusal.ts'
import { type Answer, ask } from '../connection/request.ts'
import { type LiveObject, nameObject } from './live-object.ts'
import { locateKnown } from './locate.ts'

/** What a patch is: some of the object's fields. */
export type Patch = Readonly<Record<string, unknown>>

/** Patches an object; see `Kubernetes.mergePatch`. */
export async function mergePatch(connection: Connection, ref: KubernetesObject, patch: Patch): Promise<LiveObject> {
  const answer = await tryMergePatch(connection, ref, patch)
  if (answer.status !== 200) throw refusal(nameObject(ref), answer)
  return readBody<LiveObject>(answer, nameObject(ref))
}

/** Patches an object and leaves the judgement of the answer to the caller. */
export async function tryMergePatch(connection: Connection, ref: KubernetesObject, patch: Patch): Promise<Answer> {
  const { path } = await locateKnown(connection, ref)
  return ask(connection, {
    method: 'PATCH',
    path,
    query: { fieldManager: 'underlay' },
    contentType: 'application/merge-patch+json',
    body: patch,
  })
}
