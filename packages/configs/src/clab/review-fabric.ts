import type { Review } from '../document/review.ts'
import type { ClusterModel } from '../kind/describe.ts'
import { checkAddresses, checkGatewayWiring } from './check-addresses.ts'
import type { FabricEndpoint, FabricLink, FabricModel } from './fabric.ts'
import { isTopology, reviewTopology } from './review-topology.ts'
import type { Files, ReadGateway } from './read-gateway-node.ts'
import { readGatewayNode } from './read-gateway-node.ts'
import { readExec } from './read-exec.ts'
import type { ReadHost } from './read-host.ts'
import { readHost } from './read-host.ts'
import { roleOf } from './node-role.ts'
import type { ReadServer } from './read-server.ts'
import { readServer } from './read-server.ts'
import { checkRealisable } from './realise.ts'
import type { Structure } from './structure.ts'

/** What a topology is read together with. */
export interface FabricContext {
  readonly cluster: ClusterModel
  /** The texts that the topology binds, by their path as it is written there. */
  readonly files?: Files
}

/** Derives the fabric and collects its mistakes, without throwing; undefined when nothing of the topology can be read. */
export function reviewFabric(review: Review, value: unknown, context: FabricContext): FabricModel | undefined {
  const structure = reviewTopology(review, value)
  if (!structure || !isTopology(value)) return undefined
  checkRealisable(review, value, structure)
  const { servers, gateways, hosts } = readNodes(review, structure, context)
  const claims = [...gateways, ...hosts, ...servers].flatMap((node) => node.claims)
  checkAddresses(claims, structure, context.cluster)
  for (const gateway of gateways) checkGatewayWiring(gateway, structure)
  checkEveryNode(review, context.cluster, servers, structure)
  checkPlaces(review, context.cluster, servers, structure)
  checkGivenInterfaces(review, structure)
  return {
    name: value.name,
    bridges: structure.nodes.filter(({ kind }) => kind === 'bridge').map(({ name }) => name),
    gateways: gateways.map(({ gateway }) => gateway),
    hosts: hosts.map(({ host }) => host),
    servers: servers.map(({ server }) => server),
    links: fabricLinks(structure, { servers, gateways }),
    notes: review.notes,
  }
}

function readNodes(review: Review, { nodes, links }: Structure, { cluster, files = {} }: FabricContext) {
  const servers: ReadServer[] = []
  const gateways: ReadGateway[] = []
  const hosts: ReadHost[] = []
  const ends = Map.groupBy(
    links.flatMap(({ endpoints }) => endpoints),
    ({ node }) => node,
  )
  for (const node of nodes.filter(({ kind }) => kind === 'linux')) {
    const mode = node.networkMode
    if (mode) {
      const joins = mode.value.startsWith('container:')
      const server = joins ? readServer(review, node, mode, cluster, servers) : undefined
      if (server) servers.push(server)
      continue
    }
    const exec = readExec(review, node)
    const kind = roleOf(node, exec, ends.get(node.name)?.length ?? 0)
    if (kind === 'host') hosts.push(readHost(review, node, exec))
    else {
      const gateway = readGatewayNode(review, node, { kind, exec, files })
      if (gateway) gateways.push(gateway)
    }
  }
  return { servers, gateways, hosts }
}

// A node-ip that no interface ever gets leaves the node without an address; better said before anything is created.
function checkEveryNode(
  review: Review,
  cluster: ClusterModel,
  servers: readonly ReadServer[],
  structure: Structure,
): void {
  const everyModeIsRead = structure.nodes.filter(({ networkMode }) => networkMode).length === servers.length
  if (!everyModeIsRead || !review.sound(['topology', 'nodes'])) return
  for (const { name, nodeIp } of cluster.nodes) {
    if (nodeIp === undefined || servers.some(({ server }) => server.node === name)) continue
    const fix = `add one with network-mode: container:${name}`
    review.refuse(['topology', 'nodes'], `no node joins ${name}, whose node-ip is ${nodeIp}; ${fix}`)
  }
}

const TAKEN = /^(?:outside|fabric|pod-.*)$/

// A tap names a place by one word: what the topology calls worker2 must not be another node than the cluster's worker2.
function checkPlaces(
  review: Review,
  cluster: ClusterModel,
  servers: readonly ReadServer[],
  { nodes }: Structure,
): void {
  for (const { name, path } of nodes) {
    const joined = servers.find(({ server }) => server.name === name)?.server.node
    const same = cluster.nodes.find((node) => node.name === name || node.shortName === name)
    if (TAKEN.test(name)) review.refuse(path, `'${name}' is a name of the lab's own; choose another`, 'key')
    else if (same && same.name !== joined) {
      review.refuse(path, `'${name}' is also the node ${same.name} of the kind config; choose another name`, 'key')
    }
  }
}

function checkGivenInterfaces(review: Review, { nodes, links }: Structure): void {
  const bridges = new Set(nodes.filter(({ kind }) => kind === 'bridge').map(({ name }) => name))
  for (const { node, interface: name, path } of links.flatMap(({ endpoints }) => endpoints)) {
    if (bridges.has(node) || (name !== 'eth0' && name !== 'lo')) continue
    review.refuse(path, `${node} has an interface ${name} already; choose another name, such as net0 or eth1`)
  }
}

function fabricLinks(
  { nodes, links }: Structure,
  read: { readonly servers: readonly ReadServer[]; readonly gateways: readonly ReadGateway[] },
): readonly FabricLink[] {
  const roles = new Map<string, FabricEndpoint['role']>([
    ...nodes.filter(({ kind }) => kind === 'bridge').map(({ name }) => [name, 'bridge'] as const),
    ...read.servers.map(({ server }) => [server.name, 'server'] as const),
    ...read.gateways.map(({ gateway }) => [gateway.name, 'gateway'] as const),
  ])
  return links.flatMap(({ endpoints, mtuBytes }): readonly FabricLink[] => {
    const [a, b] = endpoints.map(({ node, interface: name, mac }): FabricEndpoint => {
      const role = roles.get(node) ?? 'host'
      return { node, interface: name, role, ...(mac !== undefined && { mac }) }
    })
    return a && b ? [{ type: 'veth', endpoints: [a, b], mtuBytes }] : []
  })
}
