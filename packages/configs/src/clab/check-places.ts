import type { Review } from '../document/review.ts'
import type { ClusterModel } from '../kind/describe.ts'
import type { FabricServer } from './fabric.ts'
import { BRIDGES } from './node-place.ts'
import type { Structure } from './structure.ts'

/** Refuses a topology that leaves a node with a node-ip alone: it would never get an address. */
export function checkEveryNode(
  review: Review,
  cluster: ClusterModel,
  servers: readonly FabricServer[],
  { nodes, places }: Structure,
): void {
  const joining = nodes.filter(
    ({ name, kind, networkMode }) =>
      kind === 'ext-container' ||
      (kind !== 'bridge' && networkMode !== undefined && networkMode.value !== 'none' && places.get(name) === name),
  )
  if (joining.length !== servers.length || !review.sound(['topology', 'nodes'])) return
  const joined = new Set(servers.map(({ node }) => node))
  for (const { name, nodeIp } of cluster.nodes) {
    if (nodeIp === undefined || joined.has(name)) continue
    const fix = `add one with network-mode: container:${name}`
    review.refuse(['topology', 'nodes'], `no node joins ${name}, whose node-ip is ${nodeIp}; ${fix}`)
  }
}

const TAKEN = /^(?:outside|fabric|pod-.*)$/

/**
 * Refuses names of nodes that the lab has for other places: a tap names a place by one word, and what the topology calls
 * worker2 must not be another node than the cluster's worker2.
 */
export function checkPlaces(
  review: Review,
  cluster: ClusterModel,
  servers: readonly FabricServer[],
  { nodes }: Structure,
): void {
  const joined = new Map(servers.map(({ name, node }) => [name, node]))
  const names = new Map(
    cluster.nodes.flatMap(({ name, shortName }) => [[shortName, name] as const, [name, name] as const]),
  )
  for (const { name, path } of nodes) {
    const same = names.get(name)
    if (TAKEN.test(name)) review.refuse(path, `'${name}' is a name of the lab's own; choose another`, 'key')
    else if (same !== undefined && same !== joined.get(name))
      review.refuse(path, `'${name}' is also the node ${same} of the kind config; choose another name`, 'key')
  }
}

/** Refuses links at an interface that a node has without them. */
export function checkGivenInterfaces(review: Review, { nodes, links, places }: Structure): void {
  const bare = new Set(nodes.filter(({ networkMode }) => networkMode?.value === 'none').map(({ name }) => name))
  for (const { node, interface: name, path } of links.flatMap(({ endpoints }) => endpoints)) {
    if (places.get(node) === BRIDGES || (name !== 'eth0' && name !== 'lo')) continue
    if (name === 'eth0' && bare.has(places.get(node) ?? node)) continue
    review.refuse(path, `${node} has an interface ${name} already; choose another name, such as net0 or eth1`)
  }
}
