import { isDnsLabel, labelFault } from '../address/names.ts'
import { createReview, reviewOf } from '../document/review.ts'
import type { Review } from '../document/review.ts'
import { checkShape } from '../document/shape.ts'
import type { Issue } from '../issue/issue.ts'
import { readDaemonSet } from './read-daemon-set.ts'
import type { DaemonSetModel } from './read-daemon-set.ts'
import { readService } from './read-service.ts'
import type { ServiceModel } from './read-service.ts'
import type { DaemonSet, KubernetesObject, Service } from './manifest.ts'
import { objectShape } from './shape.ts'

/** The workload that manifests describe, defaults filled in; `notes` are what is left aside knowingly, with the reason. */
export interface WorkloadModel {
  readonly daemonSets: readonly DaemonSetModel[]
  readonly services: readonly ServiceModel[]
  readonly notes: readonly Issue[]
}

/**
 * Derives the workload from Kubernetes objects: DaemonSets and Services of type ClusterIP and NodePort.
 *
 * @throws {@link TopologyError} with every mistake at once, and everything that the netns engine does not model (Deployments, hostNetwork, …).
 * @example
 * ```ts
 * describeWorkload([daemonSet('app')]).daemonSets[0]?.containers // [{ name: 'nettoolbox', image: 'burlyluo/nettool' }]
 * ```
 */
export function describeWorkload(objects: readonly KubernetesObject[]): WorkloadModel {
  const all = createReview('manifests')
  const daemonSets: DaemonSetModel[] = []
  const services: ServiceModel[] = []
  const seen = new Set<string>()
  const nodePorts = new Map<number, string>()
  for (const [index, object] of objects.entries()) {
    const review = reviewOf(object, `manifests[${index}]`)
    checkShape(review, object, objectShape)
    if (review.sound([])) checkIdentity(review, object, seen)
    if (review.sound([]) && isDaemonSet(object)) daemonSets.push(...readDaemonSet(review, object))
    else if (review.sound([]) && isService(object)) services.push(...readService(review, object, nodePorts))
    else if (review.sound([])) refuseKind(review, object)
    all.absorb(review.issues, review.notes)
  }
  all.settle()
  return { daemonSets, services, notes: all.notes }
}

function checkIdentity(review: Review, { kind, metadata }: KubernetesObject, seen: Set<string>): void {
  const { name, namespace = 'default', labels = {} } = metadata
  if (!isDnsLabel(name))
    review.refuse(['metadata', 'name'], `'${name}' is not a name; use lower case letters, digits and '-' (RFC 1123)`)
  if (!isDnsLabel(namespace)) review.refuse(['metadata', 'namespace'], `'${namespace}' is not a namespace (RFC 1123)`)
  const identity = `${kind} ${namespace}/${name}`
  if (seen.has(identity)) review.refuse(['metadata', 'name'], `${identity} stands twice; remove one`)
  seen.add(identity)
  for (const [key, value] of Object.entries(labels)) {
    const fault = labelFault(key, value)
    if (fault) review.refuse(['metadata', 'labels', key], fault)
  }
}

function refuseKind(review: Review, { kind, apiVersion, metadata }: KubernetesObject): void {
  const wanted = kind === 'DaemonSet' ? 'apps/v1' : kind === 'Service' ? 'v1' : undefined
  if (wanted) review.refuse(['apiVersion'], `'${apiVersion}' is not that of a ${kind}; use ${wanted}`)
  else
    review.refuse(
      ['kind'],
      `${kind} ${metadata.name} is not modelled by the netns engine, which knows DaemonSet and Service; use engine kind`,
    )
}

function isDaemonSet(object: KubernetesObject): object is DaemonSet {
  return object.kind === 'DaemonSet' && object.apiVersion === 'apps/v1'
}

function isService(object: KubernetesObject): object is Service {
  return object.kind === 'Service' && object.apiVersion === 'v1'
}
