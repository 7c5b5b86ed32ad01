import type { KubernetesObject } from '@underlay/configs'
import { LabError } from '../../errors.ts'
import type { Connection } from '../connection/connection.ts'
import { unknownKind } from '../object/discovery.ts'
import { nameObject } from '../object/live-object.ts'
import { discover } from '../object/locate.ts'
import { everyOne } from './every-one.ts'

/**
 * Checks that every object has an apiVersion, a kind and a name.
 *
 * @throws LabError with the place of the first that has not.
 */
export function checkShapes(objects: readonly (Partial<KubernetesObject> | null)[]): void {
  for (const [index, object] of objects.entries()) checkShape(object, index)
}

/**
 * Checks that the cluster has every kind that does not come with the objects.
 *
 * @throws LabError with all kinds that it does not have.
 */
export async function checkKinds(
  connection: Connection,
  objects: readonly KubernetesObject[],
  isNew: (object: KubernetesObject) => boolean,
): Promise<void> {
  await everyOne(objects, async (object) => {
    if (isNew(object) || (await discover(connection, object)) !== undefined) return
    throw await unknownKind(connection, object, nameObject(object))
  })
}

function checkShape(object: Partial<KubernetesObject> | null, index: number): void {
  const { apiVersion, kind, metadata } = object ?? {}
  const lacks = Object.entries({ apiVersion, kind, 'metadata.name': metadata?.name }).find(
    ([, value]) => !isText(value),
  )
  if (lacks === undefined) return
  const name = [kind, metadata?.name].filter(isText).join(' ')
  throw new LabError(`object ${index + 1}${name && ` (${name})`} has no ${lacks[0]}`, `add ${lacks[0]} to the manifest`)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
