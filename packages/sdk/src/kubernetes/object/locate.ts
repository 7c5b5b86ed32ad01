import type { KubernetesObject } from '@underlay/configs'
import { LabError } from '../../errors.ts'
import type { Connection } from '../connection/connection.ts'
import { unanswered } from '../connection/request.ts'
import { findResource, type Resource, unknownKind, versionPath } from './discovery.ts'
import { nameObject, type ObjectSelection } from './live-object.ts'

/** Where an object is: its path, and the object with the namespace that it is in. */
export interface Located {
  readonly path: string
  readonly object: KubernetesObject
}

/**
 * Finds the path of an object, or undefined when its kind does not exist; the default namespace is set where a namespaced one has none.
 *
 * @throws LabError when the API server does not answer.
 */
export async function locate(connection: Connection, object: KubernetesObject): Promise<Located | undefined> {
  const resource = await discover(connection, object)
  return resource && place(connection, resource, object)
}

/**
 * Like `locate`, where the kind has to exist.
 *
 * @throws UnknownNameError when it does not; it offers the nearest kind.
 */
export async function locateKnown(connection: Connection, object: KubernetesObject): Promise<Located> {
  const located = await locate(connection, object)
  if (located === undefined) throw await unknownKind(connection, object, nameObject(object))
  return located
}

/** The path of an object whose kind is known. */
export function place(connection: Connection, resource: Resource, object: KubernetesObject): Located {
  const { namespace = connection.defaultNamespace, ...metadata } = object.metadata
  const folder = `${versionPath(object.apiVersion)}${resource.namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : ''}`
  const path = `${folder}/${resource.name}/${encodeURIComponent(metadata.name)}`
  return { path, object: resource.namespaced ? { ...object, metadata: { ...metadata, namespace } } : object }
}

/** The path and query that list (or watch) the selected objects. */
export function placeSelection(
  resource: Resource,
  { apiVersion, namespace, name, labels = {}, fields = {} }: ObjectSelection,
): { readonly path: string; readonly query: Readonly<Record<string, string | undefined>> } {
  const narrowed = resource.namespaced && namespace !== undefined
  const folder = `${versionPath(apiVersion)}${narrowed ? `/namespaces/${encodeURIComponent(namespace)}` : ''}`
  return {
    path: `${folder}/${resource.name}`,
    query: {
      labelSelector: joinSelector(labels),
      fieldSelector: joinSelector(name === undefined ? fields : { ...fields, 'metadata.name': name }),
    },
  }
}

/** Finds how a kind is served; what the network does wrong becomes a LabError. */
export async function discover(
  connection: Connection,
  kind: { readonly apiVersion: string; readonly kind: string },
): Promise<Resource | undefined> {
  try {
    return await findResource(connection, kind)
  } catch (error) {
    if (error instanceof LabError) throw error
    throw new LabError(unanswered(connection, error), 'see that the cluster runs: docker ps, kubectl cluster-info', {
      cause: error,
    })
  }
}

function joinSelector(wanted: Readonly<Record<string, string>>): string | undefined {
  const terms = Object.entries(wanted).map(([key, value]) => `${key}=${value}`)
  return terms.length === 0 ? undefined : terms.join(',')
}
