import type { ClusterModel, FabricModel } from '@underlay/configs'
import { outside } from './outside.ts'

/** The namespace of the rack bridges, where no firewall of Docker's sees them. */
export const bridgesNamespace = 'fabric'

/**
 * The namespace of each node of a fabric, by containerlab's name: servers share that of the cluster's node, bridges and
 * hosts in another node's network that node's.
 */
export function fabricNamespaces(fabric: FabricModel, cluster: ClusterModel): ReadonlyMap<string, string> {
  const shortNames = new Map(cluster.nodes.map(({ name, shortName }) => [name, shortName]))
  const namespaces = new Map([
    ...ownNodes(fabric).map(({ name }): [string, string] => [name, name]),
    ...fabric.bridges.map((name): [string, string] => [name, bridgesNamespace]),
    [outside, outside],
    ...fabric.servers.map(({ name, node }): [string, string] => [name, known(shortNames, node)]),
  ])
  for (const { name, shares = name } of fabric.hosts) namespaces.set(name, namespaces.get(shares) ?? shares)
  for (const { name, node } of fabric.nodeBridges) namespaces.set(name, known(namespaces, node))
  return namespaces
}

/** The gateways and hosts that are a namespace of their own. */
export function ownNodes({
  gateways,
  hosts,
}: FabricModel): readonly (FabricModel['gateways'] | FabricModel['hosts'])[number][] {
  return [...gateways, ...hosts.filter(({ shares }) => shares === undefined)]
}

/** The ends of a fabric's links and devices by node, in the order of the topology. */
export function endsByNode({ links, devices }: FabricModel): ReadonlyMap<string, readonly FabricEnd[]> {
  const ends = [
    ...links.flatMap((link) => link.endpoints.map((end): FabricEnd => ({ ...end, link, device: 'veth' }))),
    ...devices.map((device): FabricEnd => ({ ...device.endpoint, link: device, device: device.type })),
  ]
  return Map.groupBy(ends, ({ node }) => node)
}

/** One end of a link, with what the link is. */
export interface FabricEnd extends Readonly<FabricModel['links'][number]['endpoints'][0]> {
  readonly device: 'veth' | FabricModel['devices'][number]['type']
  readonly link: Pick<FabricModel['links'][number], 'mtuBytes' | 'vlan' | 'impairment'>
}

/** What a map has for a key that `describeFabric` has checked. */
export function known<T>(map: ReadonlyMap<string, T>, key: string): T {
  const value = map.get(key)
  if (value === undefined) throw new TypeError(`the fabric has no ${key}`)
  return value
}
