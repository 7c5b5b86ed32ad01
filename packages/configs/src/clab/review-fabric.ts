import type { Review } from '../document/review.ts'
import type { ClusterModel } from '../kind/describe.ts'
import { normalisePath } from './bind.ts'
import { checkAddresses, checkGatewayWiring } from './check-addresses.ts'
import { checkEveryNode, checkGivenInterfaces, checkPlaces } from './check-places.ts'
import type { FabricModel } from './fabric.ts'
import { fabricLinks } from './fabric-links.ts'
import { bridgeDevice, BRIDGES } from './node-place.ts'
import { readManagement } from './read-management.ts'
import { readNodes } from './read-nodes.ts'
import { readStages } from './read-stages.ts'
import { checkRealisable } from './realise.ts'
import { isTopology, reviewTopology } from './review-topology.ts'
import { wiringOf } from './wiring.ts'

/** Texts by path, as bound in the topology. */
type Files = Readonly<Record<string, string>>

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
  const { cluster, files = {} } = context
  checkRealisable(review, value, structure)
  const given = new Map(Object.entries(files).map(([path, text]) => [normalisePath(path), text]))
  const { read, servers, gateways, hosts, managed } = readNodes(review, structure, cluster, given)
  const management = readManagement(review, value, { nodes: managed, cluster })
  const wiring = wiringOf(structure, read, gateways)
  const ofFiles = new Map(gateways.map((entry) => [entry.gateway.name, entry.claims]))
  const order = [...gateways.map(({ gateway }) => gateway.name), ...hosts.map(({ name }) => name)]
  const others = new Map(read.map(({ node, claims }) => [node.name, claims]))
  const claims = [...order, ...servers.map(({ name }) => name)].flatMap(
    (name) => ofFiles.get(name) ?? others.get(name) ?? [],
  )
  checkAddresses(claims, wiring, cluster, management.network)
  const { ipv4, ipv6 } = management.network
  for (const gateway of gateways) {
    checkGatewayWiring(gateway, wiring)
    gateway.checkReach([ipv4, ...(ipv6 ? [ipv6] : [])].map(({ subnet }) => subnet))
  }
  checkEveryNode(review, cluster, servers, structure)
  checkPlaces(review, cluster, servers, structure)
  checkGivenInterfaces(review, structure)
  const bridges = structure.nodes.filter(({ kind }) => kind === 'bridge').map(({ name }) => name)
  return {
    name: value.name,
    management: management.network,
    bridges: bridges.filter((name) => structure.places.get(name) === BRIDGES),
    nodeBridges: bridges.flatMap((name) => {
      const node = structure.places.get(name)
      return node === undefined || node === BRIDGES ? [] : [{ name, device: bridgeDevice(name), node }]
    }),
    gateways: gateways.map(({ gateway }) => ({ ...gateway, ...management.portOf(gateway.name) })),
    hosts: hosts.map((host) => ({ ...host, ...management.portOf(host.name) })),
    servers,
    ...fabricLinks(review, structure, { servers, gateways, read }),
    stages: readStages(review, structure.nodes),
    notes: review.notes,
  }
}
