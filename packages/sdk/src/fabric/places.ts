import type { ClusterModel, FabricModel } from '@underlay/configs'
import { outside } from './outside.ts'

/** The namespace of the rack bridges, where no firewall of Docker's sees them. */
export const bridgesNamespace = 'fabric'

/** The namespace of each node of a fabric, by containerlab's name: servers share that of the cluster's node. */
export function fabricNamespaces(fabric: FabricModel, cluster: ClusterModel): ReadonlyMap<string, string> {
  const shortNames = new Map(cluster.nodes.map(({ name, shortName }) => [name, shortName]))
  return new Map([
    [outside, outside] as const,
    ...fabric.bridges.map((name) => [name, bridgesNamespace] as const),
    ...[...fabric.gateways, ...fabric.hosts].map(({ name }) => [name, name] as const),
    ...fabric.servers.map(({ name, node }) => [name, known(shortNames, node)] as const),
  ])
}

/** The ends of a fabric's links by node, in the order of the topology. */
export function interfacesByNode({ links }: FabricModel): ReadonlyMap<string, readonly string[]> {
  const ends = Map.groupBy(
    links.flatMap(({ endpoints }) => endpoints),
    ({ node }) => node,
  )
  return new Map([...ends].map(([node, own]) => [node, own.map((end) => end.interface)]))
}

/** What a map has for a key that `describeFabric` has checked. */
export function known<T>(map: ReadonlyMap<string, T>, key: string): T {
  const value = map.get(key)
  if (value === undefined) throw new TypeError(`the fabric has no ${key}`)
  return value
}
