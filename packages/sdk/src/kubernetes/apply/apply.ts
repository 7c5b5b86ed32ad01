import type { KubernetesObject } from '@underlay/configs'
import type { Connection } from '../connection/connection.ts'
import type { LiveObject } from '../object/live-object.ts'
import { awaitEstablished } from './await-established.ts'
import { type Application, applyOne } from './apply-one.ts'
import { checkKinds, checkShapes } from './check-objects.ts'
import { everyOne } from './every-one.ts'
import { definedHere, definitionsIn, stagesOf } from './stages.ts'

/** How long an `apply` may take. */
export interface ApplyOptions {
  /** Default 60000 ms. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /** Takes fields from others that own them, default true; without it such a field is refused. */
  readonly force?: boolean
}

/**
 * Applies objects stage by stage, those of one stage in parallel; see `Kubernetes.apply`.
 *
 * @throws LabError for what is refused; LabTimeoutError for what does not come in time.
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export async function applyObjects(
  connection: Connection,
  objects: readonly KubernetesObject[],
  { timeoutMs = 60_000, signal, force = true }: ApplyOptions = {},
): Promise<readonly LiveObject[]> {
  signal?.throwIfAborted()
  const how: Application = { force, timeoutMs, at: performance.now() + timeoutMs, ...(signal && { signal }) }
  checkShapes(objects)
  const isNew = definedHere(objects)
  // Half a manifest is worse than none: what can be known to fail is known before anything is sent.
  await checkKinds(connection, objects, isNew)
  const applied = new Map<KubernetesObject, LiveObject>()
  for (const stage of stagesOf(objects)) {
    const live = await everyOne(stage, (object) => applyOne(connection, object, isNew(object), how))
    for (const [index, object] of stage.entries()) applied.set(object, live[index] as LiveObject)
    await awaitEstablished(connection, definitionsIn(live), how)
  }
  return objects.map((object) => applied.get(object) as LiveObject)
}
