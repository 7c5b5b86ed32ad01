import { suggest } from '@underlay/configs'
import { UnknownNameError } from '../../errors.ts'
import type { Connection } from '../connection/connection.ts'
import { readBody } from '../connection/read-body.ts'
import { refusal } from '../connection/refusal.ts'
import { type ApiRequest, send } from '../connection/request.ts'

/** How the API server serves a kind. */
export interface Resource {
  /** As it stands in paths: `daemonsets`. */
  readonly name: string
  readonly kind: string
  readonly namespaced: boolean
}

type Kind = { readonly apiVersion: string; readonly kind: string }

/**
 * Finds how a kind is served, or undefined when the cluster has no such kind; it asks again for a kind that it did not know before.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#discovery-api
 */
export async function findResource(
  connection: Connection,
  { apiVersion, kind }: Kind,
  signal?: AbortSignal,
): Promise<Resource | undefined> {
  const ofKind = (resources: readonly Resource[] | undefined) => resources?.find((resource) => resource.kind === kind)
  const listed = connection.resources.get(apiVersion)
  if (listed !== undefined) {
    const known = ofKind(await listed.catch(() => undefined))
    if (known !== undefined) return known
  }
  const asked = readResources(connection, apiVersion, signal)
  connection.resources.set(apiVersion, asked)
  return ofKind(await asked)
}

/** The error for a kind that the cluster does not have; it offers the nearest kind, or the nearest apiVersion. */
export async function unknownKind(
  connection: Connection,
  { apiVersion, kind }: Kind,
  subject: string,
): Promise<UnknownNameError> {
  const resources = await readResources(connection, apiVersion).catch(() => undefined)
  if (resources !== undefined) {
    const nearest = suggest(kind, [...new Set(resources.map((resource) => resource.kind))])
    const fix = nearest === undefined ? 'apply its CustomResourceDefinition first' : `use kind: ${nearest}`
    return new UnknownNameError(`${subject}: the cluster has no kind ${kind} in ${apiVersion}`, fix)
  }
  const versions = await readVersions(connection).catch(() => [])
  const [group = ''] = apiVersion.split('/')
  const sameGroup = versions.filter((version) => version.startsWith(`${group}/`))
  const nearest = sameGroup.length > 0 ? sameGroup.join(' or ') : suggest(apiVersion, versions)
  const fix = nearest === undefined ? 'apply its CustomResourceDefinition first' : `use apiVersion: ${nearest}`
  return new UnknownNameError(`${subject}: the cluster has no apiVersion ${apiVersion}`, fix)
}

/** The path of an apiVersion: `/api/v1`, `/apis/apps/v1`. */
export function versionPath(apiVersion: string): string {
  const parts = apiVersion.split('/').map((part) => encodeURIComponent(part))
  return `/${parts.length === 1 ? 'api' : 'apis'}/${parts.join('/')}`
}

async function readResources(
  connection: Connection,
  apiVersion: string,
  signal?: AbortSignal,
): Promise<readonly Resource[] | undefined> {
  const list = await readJson(connection, { path: versionPath(apiVersion), ...(signal && { signal }) })
  const resources = list?.resources as readonly Resource[] | undefined
  // A name with a slash is a subresource: `deployments/scale`.
  return resources?.filter((resource) => !resource.name.includes('/'))
}

async function readVersions(connection: Connection): Promise<readonly string[]> {
  const groups = (await readJson(connection, { path: '/apis' }))?.groups as
    | readonly { readonly versions: readonly { readonly groupVersion: string }[] }[]
    | undefined
  return ['v1', ...(groups ?? []).flatMap(({ versions }) => versions.map(({ groupVersion }) => groupVersion))]
}

async function readJson(connection: Connection, request: ApiRequest): Promise<Record<string, unknown> | undefined> {
  const answer = await send(connection, request)
  if (answer.status === 404) return undefined
  if (answer.status !== 200) throw refusal(`discovery of ${request.path}`, answer)
  return readBody<Record<string, unknown>>(answer, `discovery of ${request.path}`)
}
