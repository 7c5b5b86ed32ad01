import type { Path } from '../document/path.ts'
import { isParsed } from '../document/position.ts'
import { reviewOf, type Review } from '../document/review.ts'
import { isMapping } from '../document/shape.ts'
import { textAt, valueAt } from '../document/value-at.ts'
import type { Issue } from '../issue/issue.ts'
import type { KubernetesObject } from './manifest.ts'
import { podContainers, podSpecPath } from './pod-containers.ts'

/**
 * What manifests that were parsed from a text ask for beyond pods of their own, where a real cluster runs them: rights on
 * their node and its files, which are a way to the machine, and objects that can get these rights for other pods.
 *
 * @example
 * ```ts
 * const text = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: app\nspec:\n  hostPID: true\n'
 * requestedWorkloadTrust(parseManifests(text))[0]?.message // 'shares its node: hostPID'
 * ```
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function requestedWorkloadTrust(objects: readonly KubernetesObject[]): readonly Issue[] {
  return objects.flatMap((object) => {
    const review = reviewOf(object, `${object.kind} ${object.metadata.name}`)
    if (isForeign(object)) {
      reviewObject(review, object)
      reviewPods(review, object)
    }
    return review.issues
  })
}

// A copy of an object may have a part of a text.
function isForeign(object: KubernetesObject): boolean {
  const path = podSpecPath(object) ?? []
  return [...path.keys(), path.length].some((length) => isParsed(valueAt(object, path.slice(0, length))))
}

function reviewObject(review: Review, object: KubernetesObject): void {
  const { kind, apiVersion } = object
  const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['']
  const isPlain = PLAIN.has(kind) || (PLAIN_OF_CALICO.has(kind) && /(?:^|\.)projectcalico\.org$/.test(group))
  if (podSpecPath(object) === undefined && !isPlain) review.refuse(['kind'], `may give pods rights: ${kind}`)
  const namespace = textAt(object, ['metadata', 'namespace']) ?? ''
  const place = kind === 'Namespace' ? 'name' : 'namespace'
  const meant = kind === 'Namespace' ? object.metadata.name : namespace
  // There are accounts in them that may start any pod.
  if (OF_THE_CLUSTER.test(meant)) review.refuse(['metadata', place], `is the cluster's own namespace: ${meant}`)
}

const OF_THE_CLUSTER = /^(?:kube-|calico-|tigera-|local-path-storage$)/

// What runs no pods, and gives none of its rights away.
const PLAIN = new Set(
  'ConfigMap Secret Service ServiceAccount Namespace NetworkPolicy Ingress Endpoints EndpointSlice PersistentVolumeClaim PodDisruptionBudget HorizontalPodAutoscaler ResourceQuota LimitRange'.split(
    ' ',
  ),
)
const PLAIN_OF_CALICO = new Set(['GlobalNetworkPolicy', 'NetworkSet', 'GlobalNetworkSet'])

function reviewPods(review: Review, object: KubernetesObject): void {
  const spec = podSpecPath(object)
  if (spec === undefined) return
  for (const key of ['hostPID', 'hostIPC', 'hostNetwork']) {
    const path = [...spec, key]
    if (isOn(valueAt(object, path))) review.refuse(path, `shares its node: ${key}`)
  }
  const volumes = valueAt(object, [...spec, 'volumes'])
  for (const [index, volume] of (Array.isArray(volumes) ? volumes : []).entries()) {
    const source: unknown = isMapping(volume) ? volume['hostPath'] : undefined
    const folder = textAt(source, ['path']) ?? ''
    if (isOn(source)) review.refuse([...spec, 'volumes', index, 'hostPath'], `mounts ${folder} of its node`)
  }
  for (const { path, container } of podContainers([object])) reviewContainer(review, path, container)
}

function reviewContainer(review: Review, path: Path, container: Readonly<Record<string, unknown>>): void {
  const context = [...path, 'securityContext']
  const value = (...keys: string[]): unknown => valueAt(container, ['securityContext', ...keys])
  if (isOn(value('privileged'))) review.refuse([...context, 'privileged'], 'runs with all rights')
  if (isOn(value('procMount'))) review.refuse([...context, 'procMount'], `has procMount ${String(value('procMount'))}`)
  const added = value('capabilities', 'add')
  for (const [index, name] of (Array.isArray(added) ? added : []).entries())
    review.refuse([...context, 'capabilities', 'add', index], `adds capability ${String(name)}`)
}

function isOn(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false
}
