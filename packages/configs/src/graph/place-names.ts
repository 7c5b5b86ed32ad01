import type { FabricModel } from '../clab/fabric.ts'
import type { ClusterModel } from '../kind/describe.ts'

/**
 * The place of each node of a topology, as taps name it: a server's is the cluster's node (`server3` is `worker2`), that of a
 * bridge inside a node and of a host that shares a network is the node which has the network.
 *
 * @example
 * ```ts
 * const cluster = describeCluster(kind)
 * placeNames(cluster, describeFabric(clab, { cluster, files }))('server3') // 'worker2'
 * ```
 */
export function placeNames({ nodes }: ClusterModel, fabric: FabricModel | undefined): (node: string) => string {
  const shortNames = new Map(nodes.map(({ name, shortName }) => [name, shortName]))
  const servers = new Map(fabric?.servers.map(({ name, node }) => [name, shortNames.get(node) ?? node]))
  const homes = new Map(fabric?.nodeBridges.map(({ name, node }) => [name, servers.get(node) ?? node]))
  const shared = new Map(fabric?.hosts.map(({ name, shares = name }) => [name, servers.get(shares) ?? shares]))
  return (node) => servers.get(node) ?? homes.get(node) ?? shared.get(node) ?? node
}
