import { cidrContains } from '../address/cidr.ts'
import type { Review } from '../document/review.ts'
import { didYouMean } from '../issue/suggest.ts'
import type { ClusterModel } from '../kind/describe.ts'
import type { Claim } from './claim.ts'
import { hostPart } from './claim.ts'
import type { FabricServer } from './fabric.ts'
import type { ReadExec } from './read-exec.ts'
import { claimsOf, readExec } from './read-exec.ts'
import { readNode } from './read-node.ts'
import type { ResolvedNode, Written } from './resolve-node.ts'

/** A server, and the addresses that it claims. */
export interface ReadServer {
  readonly server: FabricServer
  readonly claims: readonly Claim[]
}

/** Reads a node that joins a cluster node's network; undefined when that node does not exist. */
export function readServer(
  review: Review,
  node: ResolvedNode,
  mode: Written,
  cluster: ClusterModel,
  earlier: readonly ReadServer[],
): ReadServer | undefined {
  const container = mode.value.slice('container:'.length)
  const member = cluster.nodes.find(({ name }) => name === container)
  const names = cluster.nodes.map(({ name }) => name)
  const exec = readExec(review, node)
  if (!member) {
    review.refuse(
      mode.path,
      () => `'${container}' is no node of the kind config '${cluster.name}'${didYouMean(container, names)}`,
    )
    return undefined
  }
  const twin = earlier.find(({ server }) => server.node === container)
  if (twin)
    review.refuse(
      mode.path,
      `${twin.server.name} joins ${container} already; one node of the topology for each node of the cluster`,
    )
  checkNodeIp(review, node, exec, member.name, member.nodeIp)
  checkDefaultRoute(review, exec)
  return {
    server: {
      ...readNode(review, node, exec),
      node: container,
    },
    claims: claimsOf(review, node.name, exec),
  }
}

function checkNodeIp(
  review: Review,
  node: ResolvedNode,
  exec: ReadExec,
  name: string,
  nodeIp: string | undefined,
): void {
  if (nodeIp === undefined || exec.addresses.some(({ address }) => hostPart(address) === nodeIp)) return
  const [first] = exec.addresses
  if (first) {
    review.refuse(
      first.path,
      `adds ${hostPart(first.address)}, but the kind config gives ${name} the node-ip ${nodeIp}; make them the same`,
    )
  } else
    review.refuse(
      node.path,
      `adds no address, but the kind config gives ${name} the node-ip ${nodeIp}; add exec: ip addr add ${nodeIp}/<prefix> dev <interface>`,
      'key',
    )
}

function checkDefaultRoute(review: Review, { defaultRoutes, addresses }: ReadExec): void {
  const { ipv4 } = defaultRoutes
  if (!ipv4 || ipv4.onlink) return
  const { via, path } = ipv4
  if (addresses.some(({ address }) => cidrContains(address, via))) return
  const own = addresses.map(({ address }) => address).join(', ')
  review.refuse(
    path,
    `next hop ${via} lies in no subnet of this node (${own || 'it adds no address'}); use the gateway's address there`,
  )
}
