import { describeWorkload } from './describe.ts'
import type { ContainerPort, DaemonSet, Deployment, PodManifest, PodSpec, Toleration } from './manifest.ts'

/** What the pods of {@link daemonSet}, {@link deployment} and {@link pod} are made of. */
export interface PodOptions {
  /** Default `burlyluo/nettool`, the tutorial's: it answers HTTP on port 80. */
  readonly image?: string
  /** Labels of the set and its pods, and its selector. Default `app: <name>`. */
  readonly labels?: Readonly<Record<string, string>>
  /** Default none: no pod on a tainted control plane. */
  readonly tolerations?: readonly Toleration[]
  /** Default every node. */
  readonly nodeSelector?: Readonly<Record<string, string>>
  /** Ports that the container says it listens on. Default none. */
  readonly ports?: readonly ContainerPort[]
}

/** Options of {@link daemonSet}. */
export type DaemonSetOptions = PodOptions

/** Options of {@link deployment}: how many pods, default 1. */
export interface DeploymentOptions extends PodOptions {
  readonly replicas?: number
}

/** Options of {@link pod}: Kubernetes' name of the node that it runs on, default any. */
export interface PodManifestOptions extends PodOptions {
  readonly nodeName?: string
}

/**
 * Builds a DaemonSet: one pod with one container `nettoolbox` for each node.
 *
 * @throws {@link TopologyError} when the name or a label is none.
 * @example
 * ```ts
 * daemonSet('app').spec.template.spec.containers[0]?.image // 'burlyluo/nettool'
 * ```
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
 */
export function daemonSet(name: string, options: DaemonSetOptions = {}): DaemonSet {
  return checked({ apiVersion: 'apps/v1', kind: 'DaemonSet', ...setOf(name, options) })
}

/**
 * Builds a Deployment: pods with one container `nettoolbox`, spread over the nodes.
 *
 * @throws {@link TopologyError} when the name or a label is none.
 * @example
 * ```ts
 * deployment('web', { replicas: 3 }).spec.replicas // 3
 * ```
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
 */
export function deployment(name: string, options: DeploymentOptions = {}): Deployment {
  const { metadata, spec } = setOf(name, options)
  const { replicas = 1 } = options
  return checked({ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas, ...spec } })
}

/**
 * Builds a Pod with one container `nettoolbox`.
 *
 * @throws {@link TopologyError} when the name or a label is none.
 * @example
 * ```ts
 * pod('client', { nodeName: 'lab-worker2' }).metadata.labels // { app: 'client' }
 * ```
 * @see https://kubernetes.io/docs/concepts/workloads/pods/
 */
export function pod(name: string, options: PodManifestOptions = {}): PodManifest {
  const { labels = { app: name }, nodeName } = options
  const spec = { ...podSpec(options), ...(nodeName !== undefined && { nodeName }) }
  return checked({ apiVersion: 'v1', kind: 'Pod', metadata: { labels, name }, spec })
}

function checked<T extends DaemonSet | Deployment | PodManifest>(object: T): T {
  describeWorkload([object])
  return object
}

function setOf(name: string, options: PodOptions): Pick<DaemonSet, 'metadata' | 'spec'> {
  const { labels = { app: name } } = options
  return {
    metadata: { labels, name },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec(options) } },
  }
}

function podSpec({ image = 'burlyluo/nettool', tolerations, nodeSelector, ports }: PodOptions): PodSpec {
  return {
    containers: [{ image, name: 'nettoolbox', ...(ports && { ports }) }],
    ...(tolerations && { tolerations }),
    ...(nodeSelector && { nodeSelector }),
  }
}
