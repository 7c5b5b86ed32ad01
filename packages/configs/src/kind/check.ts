import { cidrContains, cidrsOverlap } from '../address/cidr.ts'
import { isDnsLabel } from '../address/names.ts'
import type { Review } from '../document/review.ts'
import type { ReviewedNode } from './cluster-nodes.ts'
import type { KindIpFamily, KindNetworking } from './config.ts'
import type { SubnetKey } from './families.ts'
import { defaultSubnets, readSubnets } from './families.ts'

const LONGEST_LABEL = 63

/** Refuses what kind or Kubernetes would stumble over later: names, subnets that overlap, node-ips used twice. */
export function checkCluster(
  review: Review,
  name: string,
  networking: KindNetworking,
  nodes: readonly ReviewedNode[],
): { readonly podSubnets: readonly string[]; readonly serviceSubnets: readonly string[] } {
  checkName(review, name, nodes)
  if (!nodes.some(({ node }) => node.role === 'control-plane')) {
    review.refuse(['nodes'], 'has no control-plane; add a node with role: control-plane')
  }
  const podSubnets = subnets(review, networking, 'podSubnet')
  const serviceSubnets = subnets(review, networking, 'serviceSubnet')
  for (const podSubnet of podSubnets) {
    const other = serviceSubnets.find((serviceSubnet) => cidrsOverlap(podSubnet, serviceSubnet))
    if (other !== undefined)
      review.refuse(['networking', 'podSubnet'], `${podSubnet} overlaps the serviceSubnet ${other}; choose another`)
  }
  checkNodeIps(nodes, { podSubnet: podSubnets, serviceSubnet: serviceSubnets })
  return { podSubnets, serviceSubnets }
}

function checkName(review: Review, name: string, nodes: readonly ReviewedNode[]): void {
  if (!isDnsLabel(name)) {
    review.refuse(
      ['name'],
      `'${name}' is not a cluster name; use up to 63 lower case letters, digits and '-' (RFC 1123)`,
    )
    return
  }
  const longest = nodes.map(({ node }) => node.name).toSorted((a, b) => b.length - a.length)[0] ?? name
  if (longest.length <= LONGEST_LABEL) return
  const spare = LONGEST_LABEL - (longest.length - name.length)
  review.refuse(
    ['name'],
    `makes the node name '${longest}' longer than ${LONGEST_LABEL} characters; use at most ${spare}`,
  )
}

function subnets(review: Review, networking: KindNetworking, key: SubnetKey): readonly string[] {
  const family: KindIpFamily = networking.ipFamily ?? 'ipv4'
  const value = networking[key]
  if (value !== undefined && review.sound(['networking', key])) {
    const read = readSubnets(family, key, value)
    if ('subnets' in read) return read.subnets
    review.refuse(['networking', key], read.fault)
  }
  return defaultSubnets(family, key).split(',')
}

function checkNodeIps(nodes: readonly ReviewedNode[], subnets: Readonly<Record<SubnetKey, readonly string[]>>): void {
  const owners = new Map<string, string>()
  const taken = (['podSubnet', 'serviceSubnet'] as const).flatMap((key) => subnets[key].map((cidr) => ({ key, cidr })))
  for (const { node, refuse } of nodes) {
    for (const nodeIp of node.nodeIps) {
      const owner = owners.get(nodeIp)
      if (owner) refuse(`${nodeIp} is already the node-ip of ${owner}; give each node its own`)
      else owners.set(nodeIp, node.name)
      const within = taken.find(({ cidr }) => cidrContains(cidr, nodeIp))
      if (within) refuse(`${nodeIp} lies in the ${within.key} ${within.cidr}; choose another`)
    }
  }
}
