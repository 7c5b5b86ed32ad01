import { isDnsLabel } from '../address/names.ts'
import { createReview, reviewOf } from '../document/review.ts'
import type { Review } from '../document/review.ts'
import { checkShape } from '../document/shape.ts'
import type { Issue } from '../issue/issue.ts'
import type { ClusterModel } from '../kind/describe.ts'
import { checkLabels, readPod } from './read-pod.ts'
import type { PodModel } from './read-pod.ts'
import { readDaemonSet, readDeployment } from './read-set.ts'
import type { DaemonSetModel, DeploymentModel } from './read-set.ts'
import { readService } from './read-service.ts'
import type { ServiceContext, ServiceModel } from './read-service.ts'
import type { DaemonSet, Deployment, KubernetesObject, PodManifest, Service } from './manifest.ts'
import { anyObjectShape, objectShape } from './shape.ts'

/** The workload that manifests describe, defaults filled in; `notes` are what is left aside knowingly, with the reason. */
export interface WorkloadModel {
  readonly daemonSets: readonly DaemonSetModel[]
  readonly deployments: readonly DeploymentModel[]
  readonly pods: readonly PodModel[]
  readonly services: readonly ServiceModel[]
  readonly notes: readonly Issue[]
}

/** What is known besides the objects. */
export interface WorkloadContext {
  /** The cluster that they are for: nodes that are named, addresses and families of Services are then checked too. */
  readonly cluster?: ClusterModel
  /** The objects that come to those of a lab: a mistake's place is counted among them. Default all. */
  readonly added?: readonly KubernetesObject[]
}

/**
 * Derives the workload from Kubernetes objects: DaemonSets, Deployments, Pods, and Services of type ClusterIP and NodePort.
 *
 * @throws {@link TopologyError} with every mistake at once, and everything that the netns engine does not model (NetworkPolicy, hostNetwork, …).
 * @example
 * ```ts
 * describeWorkload([daemonSet('app')]).daemonSets[0]?.containers // [{ name: 'nettoolbox', image: 'burlyluo/nettool' }]
 * ```
 */
export function describeWorkload(
  objects: readonly KubernetesObject[],
  { cluster, added = objects }: WorkloadContext = {},
): WorkloadModel {
  const all = createReview('manifests')
  const found = { daemonSets: [], deployments: [], pods: [], services: [] } as Found
  const seen = new Set<string>()
  const context: ReadContext = { cluster, nodePorts: new Map(), clusterIps: new Map() }
  for (const object of objects) {
    const index = added.indexOf(object)
    const review = reviewOf(object, index < 0 ? `${object.kind} ${object.metadata.name}` : `manifests[${index}]`)
    checkShape(review, object, anyObjectShape)
    if (review.sound([]) && checkKind(review, object)) {
      checkShape(review, object, objectShape)
      if (review.sound([])) checkIdentity(review, object, seen)
      if (review.sound([])) read(review, object, found, context)
    }
    all.absorb(review.issues, review.notes)
  }
  all.settle()
  return { ...found, notes: all.notes }
}

interface Found {
  readonly daemonSets: DaemonSetModel[]
  readonly deployments: DeploymentModel[]
  readonly pods: PodModel[]
  readonly services: ServiceModel[]
}

const MODELLED: Readonly<Record<string, string>> = {
  DaemonSet: 'apps/v1',
  Deployment: 'apps/v1',
  Pod: 'v1',
  Service: 'v1',
}

const IGNORED: Readonly<Record<string, string>> = {
  ConfigMap: 'the netns engine runs no containers',
  Namespace: 'a namespace of the netns engine is there as soon as something is in it',
  Secret: 'the netns engine runs no containers',
  ServiceAccount: 'the netns engine has no API server',
}

const REASONS: Readonly<Record<string, string>> = {
  NetworkPolicy: 'every pod reaches every pod',
  GlobalNetworkPolicy: 'every pod reaches every pod',
  Ingress: 'no ingress controller runs',
  Endpoints: 'endpoints follow from the selectors of Services',
  EndpointSlice: 'endpoints follow from the selectors of Services',
}

// Whether there is something to read; what is not modelled is refused, what changes no packet is noted.
function checkKind(review: Review, { kind, apiVersion, metadata }: KubernetesObject): boolean {
  const wanted = Object.hasOwn(MODELLED, kind) ? MODELLED[kind] : undefined
  if (wanted === apiVersion) return true
  if (wanted !== undefined) review.refuse(['apiVersion'], `'${apiVersion}' is not that of a ${kind}; use ${wanted}`)
  else if (Object.hasOwn(IGNORED, kind) && apiVersion === 'v1')
    review.note(['kind'], `${kind} ${metadata.name} is ignored: ${IGNORED[kind]}`)
  else {
    const reason = Object.hasOwn(REASONS, kind) ? `: ${REASONS[kind]}` : ''
    const known = Object.keys(MODELLED).join(', ')
    const fault = `${kind} ${metadata.name} is not modelled by the netns engine${reason}; it knows ${known}; use engine kind`
    review.refuse(['kind'], fault)
  }
  return false
}

function checkIdentity(review: Review, { kind, metadata }: KubernetesObject, seen: Set<string>): void {
  const { name, namespace = 'default', labels = {} } = metadata
  if (!isDnsLabel(name))
    review.refuse(['metadata', 'name'], `'${name}' is not a name; use lower case letters, digits and '-' (RFC 1123)`)
  if (!isDnsLabel(namespace)) review.refuse(['metadata', 'namespace'], `'${namespace}' is not a namespace (RFC 1123)`)
  const identity = `${kind} ${namespace}/${name}`
  if (seen.has(identity)) review.refuse(['metadata', 'name'], `${identity} stands twice; remove one`)
  seen.add(identity)
  checkLabels(review, labels, ['metadata', 'labels'])
}

interface ReadContext extends ServiceContext {
  readonly cluster: ClusterModel | undefined
}

function read(review: Review, object: KubernetesObject, found: Found, context: ReadContext): void {
  const { cluster } = context
  if (isKind<DaemonSet>(object, 'DaemonSet')) found.daemonSets.push(...readDaemonSet(review, object))
  else if (isKind<Deployment>(object, 'Deployment')) found.deployments.push(...readDeployment(review, object, cluster))
  else if (isKind<PodManifest>(object, 'Pod')) found.pods.push(...readPod(review, object, cluster))
  else if (isKind<Service>(object, 'Service')) found.services.push(...readService(review, object, context))
}

function isKind<T extends KubernetesObject>(object: KubernetesObject, kind: T['kind']): object is T {
  return object.kind === kind
}
