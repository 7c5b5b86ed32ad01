import type { Connection } from '../connection/connection.ts'
import { readBody } from '../connection/read-body.ts'
import { isUnserved, refusal } from '../connection/refusal.ts'
import { type Answer, ask } from '../connection/request.ts'
import type { LiveObject, ObjectSelection } from './live-object.ts'
import { discover, placeSelection } from './locate.ts'

/** Lists the selected objects; none when the kind does not exist. */
export async function listObjects(connection: Connection, selection: ObjectSelection): Promise<readonly LiveObject[]> {
  const resource = await discover(connection, selection)
  if (resource === undefined) return []
  const answer = await ask(connection, placeSelection(resource, selection))
  if (isUnserved(answer)) {
    connection.resources.delete(selection.apiVersion)
    return []
  }
  if (answer.status !== 200) throw refusal(`list of ${selection.kind}`, answer)
  return readList(answer, selection).objects
}

/** The objects of a list, and the version from which a watch continues it. */
export interface ObjectList {
  readonly objects: readonly LiveObject[]
  readonly resourceVersion: string
}

/** Reads a list; its items come without apiVersion and kind, they get those of the selection. */
export function readList(answer: Answer, { apiVersion, kind }: ObjectSelection): ObjectList {
  const list = readBody<{
    readonly items?: readonly LiveObject[] | null
    readonly metadata?: { readonly resourceVersion?: string }
  }>(answer, `list of ${kind}`)
  const objects = (list.items ?? []).map((item) => ({ ...item, apiVersion, kind }))
  return { objects, resourceVersion: list.metadata?.resourceVersion ?? '' }
}
