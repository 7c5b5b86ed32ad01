import type { TrafficPolicy } from '@underlay/configs'
import type { Cluster } from '../cluster/cluster.ts'

/** A port of a Service that is there. */
export interface ServicePortRecord {
  /** `''` where it has no name. */
  readonly name: string
  readonly protocol: string
  readonly port: number
  /** The port of every node, given by the manifest or the cluster. */
  readonly nodePort: number | undefined
  /** The pods that serve it, of both families. */
  readonly endpoints: readonly ServiceEndpointRecord[]
}

/** Where packets to a Service's port may go. */
export interface ServiceEndpointRecord {
  readonly address: string
  readonly port: number
}

/** A Service that is there, with what the cluster gave it. */
export interface ServiceRecord {
  readonly namespace: string
  readonly name: string
  /** `ClusterIP`, `NodePort`; on a real cluster others too. */
  readonly type: string
  /** One of each family; none for a headless one. */
  readonly clusterIps: readonly string[]
  readonly ports: readonly ServicePortRecord[]
  readonly internalTrafficPolicy: TrafficPolicy
  readonly externalTrafficPolicy: TrafficPolicy
}

/**
 * The Services of a lab with their addresses and node ports. Those of Kubernetes itself, in namespaces that begin with `kube-`
 * and `kubernetes` in `default`, are left out.
 *
 * @example
 * const [app] = await services(cluster)
 * await httpGet(cluster.outside, `http://172.18.0.2:${app?.ports[0]?.nodePort}/`)
 */
export async function services(cluster: Cluster): Promise<readonly ServiceRecord[]> {
  const all = await cluster.internals.services()
  return all.filter(
    ({ namespace, name }) => !namespace.startsWith('kube-') && !(namespace === 'default' && name === 'kubernetes'),
  )
}
