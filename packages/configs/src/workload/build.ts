import { describeWorkload } from './describe.ts'
import type { DaemonSet, Service, Toleration } from './manifest.ts'

/** Options of {@link daemonSet}. */
export interface DaemonSetOptions {
  /** Default `burlyluo/nettool`, the tutorial's: it answers HTTP on port 80. */
  readonly image?: string
  /** Labels of the set and its pods, and its selector. Default `app: <name>`. */
  readonly labels?: Readonly<Record<string, string>>
  /** Default none: no pod on a tainted control plane. */
  readonly tolerations?: readonly Toleration[]
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
  const { image = 'burlyluo/nettool', labels = { app: name }, tolerations } = options
  const set: DaemonSet = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { labels, name },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ image, name: 'nettoolbox' }], ...(tolerations && { tolerations }) },
      },
    },
  }
  describeWorkload([set])
  return set
}

/** The ports of {@link nodePortService}: the Service's, the pods' (default: the same), and that of every node, 30000 to 32767. */
export interface NodePortOptions {
  readonly port: number
  readonly targetPort?: number
  readonly nodePort: number
  /** Which pods answer. Default `app: <name>`. */
  readonly selector?: Readonly<Record<string, string>>
}

/**
 * Builds a NodePort Service with one TCP port.
 *
 * @throws {@link TopologyError} when the name or a port is none.
 * @example
 * ```ts
 * nodePortService('app', { port: 8080, targetPort: 80, nodePort: 32000 })
 * ```
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
 */
export function nodePortService(name: string, options: NodePortOptions): Service {
  const { port, targetPort, nodePort, selector = { app: name } } = options
  const service: Service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: {
      type: 'NodePort',
      selector,
      ports: [{ name, port, ...(targetPort !== undefined && { targetPort }), nodePort }],
    },
  }
  describeWorkload([service])
  return service
}
