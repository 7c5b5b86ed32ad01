import { cidrContains } from '../address/cidr.ts'
import { canonicalAddress, familyOf } from '../address/ip.ts'
import type { Review } from '../document/review.ts'
import { didYouMean } from '../issue/suggest.ts'
import type { ClusterModel, ClusterNode } from '../kind/describe.ts'
import { hostPart, isLinkLocal } from './claim.ts'
import type { FabricServer } from './fabric.ts'
import type { ReadAddress, ReadRoute } from './read-exec.ts'
import type { ReadNode } from './read-node.ts'
import type { Written } from './resolve-node.ts'

/** The servers read up to now, by the cluster node whose network they share. */
export type ServersByNode = Map<string, FabricServer>

/** Reads a node that joins the network of a container; undefined when that is no node of the cluster. */
export function readServer(
  review: Review,
  { node, exec, addresses, fabricNode }: ReadNode,
  container: Written,
  cluster: { readonly model: ClusterModel; readonly nodes: ReadonlyMap<string, ClusterNode> },
  earlier: ServersByNode,
): FabricServer | undefined {
  const { value: name, path } = container
  const member = cluster.nodes.get(name)
  if (!member) {
    const { model, nodes } = cluster
    review.refuse(
      path,
      () => `'${name}' is no node of the kind config '${model.name}'${didYouMean(name, nodes.keys())}`,
    )
    return undefined
  }
  const twin = earlier.get(name)
  if (twin)
    review.refuse(path, `${twin.name} joins ${name} already; one node of the topology for each node of the cluster`)
  checkNodeIp(review, node.path, addresses, member)
  for (const route of Object.values(exec.defaultRoutes)) checkDefaultRoute(review, route, addresses)
  const server = { ...fabricNode, node: name }
  if (!twin) earlier.set(name, server)
  return server
}

function checkNodeIp(
  review: Review,
  node: ReadNode['node']['path'],
  addresses: readonly ReadAddress[],
  { name, nodeIp }: ClusterNode,
): void {
  if (nodeIp === undefined) return
  const family = familyOf(nodeIp)
  const ofFamily = addresses.filter(({ address }) => familyOf(address) === family && !isLinkLocal(address))
  if (ofFamily.some(({ address }) => canonicalAddress(hostPart(address)) === canonicalAddress(nodeIp))) return
  const [first] = ofFamily
  if (first) {
    review.refuse(
      first.path,
      `adds ${hostPart(first.address)}, but the kind config gives ${name} the node-ip ${nodeIp}; make them the same`,
    )
  } else
    review.refuse(
      node,
      `adds no address, but the kind config gives ${name} the node-ip ${nodeIp}; add exec: ip addr add ${nodeIp}/<prefix> dev <interface>`,
      'key',
    )
}

function checkDefaultRoute(review: Review, route: ReadRoute, addresses: readonly ReadAddress[]): void {
  const { via, path, onlink } = route
  const linkLocal = isLinkLocal(`${via}/64`) && route.interface !== undefined
  if (onlink || linkLocal || addresses.some(({ address }) => cidrContains(address, via))) return
  const own = addresses
    .filter(({ address }) => familyOf(address) === familyOf(via))
    .map(({ address }) => address)
    .join(', ')
  const none = addresses.length > 0 ? 'it adds no address of that family' : 'it adds no address'
  review.refuse(
    path,
    `next hop ${via} lies in no subnet of this node (${own || none}); use the gateway's address there`,
  )
}
