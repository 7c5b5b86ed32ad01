import { cidrContains, cidrsOverlap, isIpv4Cidr, networkOf } from '../address/cidr.ts'
import { isDnsLabel } from '../address/names.ts'
import type { Review } from '../document/review.ts'
import type { ReviewedNode } from './cluster-nodes.ts'
import type { KindNetworking } from './config.ts'

const DEFAULTS = { podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/16' }
const LONGEST_LABEL = 63

/** Refuses what kind or Kubernetes would stumble over later: names, subnets that overlap, node-ips used twice. */
export function checkCluster(
  review: Review,
  name: string,
  networking: KindNetworking,
  nodes: readonly ReviewedNode[],
): { readonly podSubnet: string; readonly serviceSubnet: string } {
  checkName(review, name, nodes)
  if (networking.ipFamily !== undefined && networking.ipFamily !== 'ipv4') {
    review.refuse(['networking', 'ipFamily'], 'must be ipv4; labs of this tool are IPv4 only')
  }
  if (!nodes.some(({ node }) => node.role === 'control-plane')) {
    review.refuse(['nodes'], 'has no control-plane; add a node with role: control-plane')
  }
  const podSubnet = subnet(review, networking, 'podSubnet')
  const serviceSubnet = subnet(review, networking, 'serviceSubnet')
  if (cidrsOverlap(podSubnet, serviceSubnet)) {
    review.refuse(
      ['networking', 'podSubnet'],
      `${podSubnet} overlaps the serviceSubnet ${serviceSubnet}; choose another`,
    )
  }
  checkNodeIps(nodes, { podSubnet, serviceSubnet })
  return { podSubnet, serviceSubnet }
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

function subnet(review: Review, networking: KindNetworking, key: 'podSubnet' | 'serviceSubnet'): string {
  const value = networking[key]
  if (value === undefined || !review.sound(['networking', key])) return DEFAULTS[key]
  if (isIpv4Cidr(value)) return networkOf(value)
  review.refuse(['networking', key], `'${value}' is not an IPv4 CIDR such as ${DEFAULTS[key]}`)
  return DEFAULTS[key]
}

function checkNodeIps(nodes: readonly ReviewedNode[], subnets: Readonly<Record<string, string>>): void {
  const owners = new Map<string, string>()
  for (const { node, refuse } of nodes) {
    const { name, nodeIp } = node
    if (nodeIp === undefined) continue
    const owner = owners.get(nodeIp)
    if (owner) refuse(`${nodeIp} is already the node-ip of ${owner}; give each node its own`)
    else owners.set(nodeIp, name)
    for (const [key, subnet] of Object.entries(subnets)) {
      if (cidrContains(subnet, nodeIp)) refuse(`${nodeIp} lies in the ${key} ${subnet}; choose another`)
    }
  }
}
