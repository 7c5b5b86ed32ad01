import { describeWorkload } from './describe.ts'
import type {
  ContainerPort,
  DaemonSet,
  Deployment,
  PodManifest,
  PodSpec,
  Service,
  Toleration,
  TrafficPolicy,
} from './manifest.ts'

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

/** Options of {@link clusterIpService}. */
export interface ServiceOptions {
  /** The Service's port. */
  readonly port: number
  /** The pods' port, by number or name; default the same. */
  readonly targetPort?: number | string
  /** Default `TCP`. */
  readonly protocol?: 'TCP' | 'UDP'
  /** Which pods answer. Default `app: <name>`. */
  readonly selector?: Readonly<Record<string, string>>
  /** Its address; default the cluster gives one. */
  readonly clusterIP?: string
  /** Default `Cluster`. */
  readonly internalTrafficPolicy?: TrafficPolicy
  /** How long a client keeps its pod, 1 to 86400 seconds; default every connection may go to another. */
  readonly affinitySeconds?: number
  /** Default `SingleStack`. */
  readonly ipFamilyPolicy?: 'SingleStack' | 'PreferDualStack' | 'RequireDualStack'
}

/** Options of {@link nodePortService}: the port of every node too, 30000 to 32767. */
export interface NodePortOptions extends ServiceOptions {
  /** Default the cluster chooses one. */
  readonly nodePort?: number
  /** Default `Cluster`; `Local` keeps the client's address, and answers only on nodes with a pod. */
  readonly externalTrafficPolicy?: TrafficPolicy
}

/**
 * Builds a ClusterIP Service with one port.
 *
 * @throws {@link TopologyError} when the name or an option is none.
 * @example
 * ```ts
 * clusterIpService('app', { port: 80, affinitySeconds: 60 })
 * ```
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#type-clusterip
 */
export function clusterIpService(name: string, options: ServiceOptions): Service {
  return checked({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: serviceSpec(name, options) })
}

/**
 * Builds a NodePort Service with one port.
 *
 * @throws {@link TopologyError} when the name or an option is none.
 * @example
 * ```ts
 * nodePortService('app', { port: 8080, targetPort: 80, nodePort: 32000 })
 * ```
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
 */
export function nodePortService(name: string, options: NodePortOptions): Service {
  const { nodePort, externalTrafficPolicy } = options
  const { ports, ...spec } = serviceSpec(name, options)
  return checked({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: {
      type: 'NodePort',
      ...spec,
      ports: ports.map((port) => ({ ...port, ...(nodePort !== undefined && { nodePort }) })),
      ...(externalTrafficPolicy !== undefined && { externalTrafficPolicy }),
    },
  })
}

function checked<T extends DaemonSet | Deployment | PodManifest | Service>(object: T): T {
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

function serviceSpec(name: string, options: ServiceOptions): Service['spec'] {
  const { port, targetPort, protocol, selector = { app: name }, affinitySeconds } = options
  const { clusterIP, internalTrafficPolicy, ipFamilyPolicy } = options
  return {
    selector,
    ports: [{ name, ...(protocol && { protocol }), port, ...(targetPort !== undefined && { targetPort }) }],
    ...(clusterIP !== undefined && { clusterIP }),
    ...(internalTrafficPolicy !== undefined && { internalTrafficPolicy }),
    ...(affinitySeconds !== undefined && {
      sessionAffinity: 'ClientIP' as const,
      sessionAffinityConfig: { clientIP: { timeoutSeconds: affinitySeconds } },
    }),
    ...(ipFamilyPolicy !== undefined && { ipFamilyPolicy }),
  }
}
