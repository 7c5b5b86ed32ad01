import type { Review } from '../document/review.ts'
import type { ClusterModel } from '../kind/describe.ts'
import type { FabricHost, FabricServer } from './fabric.ts'
import { VYOS_KIND } from './gateway-document.ts'
import { roleOf } from './node-role.ts'
import type { ReadGateway } from './read-gateway-node.ts'
import { readGatewayNode } from './read-gateway-node.ts'
import type { ReadEndpoint } from './read-link.ts'
import type { ReadNode } from './read-node.ts'
import { readNode } from './read-node.ts'
import type { ServersByNode } from './read-server.ts'
import { readServer } from './read-server.ts'
import type { ResolvedNode, Written } from './resolve-node.ts'
import type { Structure } from './structure.ts'

/** The nodes of a fabric by their roles; hosts and gateways are without what the management network gives them. */
export interface ReadNodes {
  readonly read: readonly ReadNode[]
  readonly servers: readonly FabricServer[]
  readonly gateways: readonly ReadGateway[]
  readonly hosts: readonly Omit<FabricHost, 'management'>[]
  /** Those that have an eth0 in the management network. */
  readonly managed: readonly ResolvedNode[]
}

/** Reads every node but bridges, each by its role. */
export function readNodes(
  review: Review,
  structure: Structure,
  model: ClusterModel,
  given: ReadonlyMap<string, string>,
): ReadNodes {
  const cluster = { model, nodes: new Map(model.nodes.map((node) => [node.name, node])) }
  const ends = Map.groupBy(
    structure.links.flatMap(({ endpoints }) => endpoints),
    ({ node }) => node,
  )
  const all: ReadNode[] = []
  const servers: FabricServer[] = []
  const gateways: ReadGateway[] = []
  const hosts: Omit<FabricHost, 'management'>[] = []
  const managed: ResolvedNode[] = []
  const joined: ServersByNode = new Map()
  for (const node of structure.nodes) {
    if (node.kind === 'k8s-kind') checkCluster(review, node, model, ends.get(node.name) ?? [])
    if (!['linux', 'ext-container', VYOS_KIND].includes(node.kind)) continue
    const read = readNode(review, node, { ends: ends.get(node.name) ?? [], given })
    all.push(read)
    const shares = sharedBy(review, node, structure)
    const container = containerOf(node)
    if (shares !== undefined) {
      hosts.push({ ...read.fabricNode, shares })
      continue
    }
    if (container) {
      const server = readServer(review, read, container, cluster, joined)
      if (server) servers.push(server)
      continue
    }
    if (node.networkMode && node.networkMode.value !== 'none') continue
    if (!node.networkMode) managed.push(node)
    const kind = roleOf(read)
    if (kind === 'host') hosts.push(read.fabricNode)
    else {
      const gateway = readGatewayNode(review, read, { kind, given })
      if (gateway) gateways.push(gateway)
    }
  }
  return { read: all, servers, gateways, hosts, managed }
}

// The name of an ext-container node is the container's; a linux node joins one by its network-mode.
function containerOf({ name, kind, path, networkMode }: ResolvedNode): Written | undefined {
  if (kind === 'ext-container') return { value: name, path }
  const [, container] = /^container:(.+)$/.exec(networkMode?.value ?? '') ?? []
  return networkMode && container !== undefined ? { value: container, path: networkMode.path } : undefined
}

function sharedBy(review: Review, node: ResolvedNode, { places, nodes }: Structure): string | undefined {
  const place = places.get(node.name)
  if (place === undefined || place === node.name) return undefined
  const owner = nodes.find(({ name }) => name === place)
  if (owner && (places.get(place) !== place || containerOf(owner) || owner.kind === 'k8s-kind'))
    review.refuse(
      node.networkMode?.path ?? node.path,
      `${place} has no network of its own either; name the container that has it`,
    )
  return place
}

function checkCluster(
  review: Review,
  { name, path }: ResolvedNode,
  model: ClusterModel,
  ends: readonly ReadEndpoint[],
): void {
  if (name === model.name) review.note(path, 'is the cluster that is there already')
  else {
    const fix = `call it ${model.name}`
    review.refuse(path, `'${name}' is another cluster than '${model.name}' of the kind config; ${fix}`, 'key')
  }
  for (const end of ends)
    review.refuse(end.path, `${name} is a whole cluster; link one of its nodes, of kind ext-container`)
}
