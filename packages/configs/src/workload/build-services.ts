import { describeWorkload } from './describe.ts'
import type { Service, TrafficPolicy } from './manifest.ts'

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

function checked(service: Service): Service {
  describeWorkload([service])
  return service
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
