import { addressAt } from '../address/address-at.ts'
import { cidrContains, cidrInside, isIpv4Cidr, isIpv6Cidr, networkOf, parseCidr } from '../address/cidr.ts'
import { canonicalAddress, isIpv4, isIpv6 } from '../address/ip.ts'
import { interfaceNameFault } from '../address/names.ts'
import type { Review } from '../document/review.ts'
import type { ClusterModel } from '../kind/describe.ts'
import type { ManagementNetwork, ManagementPort, ManagementSubnet } from './fabric.ts'
import type { ResolvedNode } from './resolve-node.ts'
import type { ClabManagement, ClabTopology } from './topology.ts'

/** A topology's management network, and the addresses (CIDRs) that its nodes have in it. */
export interface ReadManagement {
  readonly network: ManagementNetwork
  /** What it gives to a node; nothing to a node that is not in it. */
  readonly portOf: (node: string) => { readonly management?: ManagementPort }
}

type Family = 'ipv4' | 'ipv6'

const DEFAULT_SUBNET = '172.20.20.0/24'
const DEFAULT_IPV6_SUBNET = '3fff:172:20:20::/64'
// Which address a node may ask for.
const MOST_NODES = 65_536

/**
 * Reads the management network: IPv4 always, IPv6 where it is declared or the cluster has it. Nodes get the address that they ask for, others
 * the next free one in the order of the topology.
 *
 * @see https://containerlab.dev/manual/network/#management-network
 */
export function readManagement(
  review: Review,
  document: ClabTopology,
  { nodes, cluster }: { readonly nodes: readonly ResolvedNode[]; readonly cluster: ClusterModel },
): ReadManagement {
  const mgmt = review.sound(['mgmt']) ? (document.mgmt ?? {}) : {}
  const bridge = mgmt.bridge ?? 'br-clab'
  const fault = interfaceNameFault(bridge)
  if (fault) review.refuse(['mgmt', 'bridge'], fault)
  for (const key of ['network', 'external-access', 'skip-when-unused', 'driver-opts'] as const) {
    if (Object.hasOwn(mgmt, key)) review.note(['mgmt', key], 'is ignored: the lab has no network of Docker')
  }
  for (const [old, now] of [
    ['ipv4_subnet', 'ipv4-subnet'],
    ['ipv6_subnet', 'ipv6-subnet'],
  ] as const) {
    if (Object.hasOwn(mgmt, old)) review.refuse(['mgmt', old], `is an old name; write ${now}`, 'key')
  }
  const ipv4 = readSubnet(review, mgmt, 'ipv4')
  const ipv6 = readSubnet(review, mgmt, 'ipv6')
  const isDual = mgmt['ipv6-subnet'] !== undefined || cluster.ipFamily !== 'ipv4'
  const network: ManagementNetwork = { bridge, mtuBytes: mgmt.mtu ?? 1500, ipv4, ...(isDual && { ipv6 }) }
  const families = (['ipv4', 'ipv6'] as const).filter((family) => network[family] !== undefined)
  for (const node of nodes) checkFamilies(review, node, families)
  const found = families.map((family) => allocate(review, nodes, mgmt, family, family === 'ipv4' ? ipv4 : ipv6))
  const ports = nodes.map(({ name }, index) => {
    const addresses = found.flatMap((given) => given.get(name) ?? [])
    return [name, { port: `clab${index}`, addresses }] as const
  })
  const known = new Map<string, ManagementPort>(ports)
  return {
    network,
    portOf: (node) => {
      const management = known.get(node)
      return management ? { management } : {}
    },
  }
}

function readSubnet(review: Review, mgmt: ClabManagement, family: Family): ManagementSubnet {
  const isV4 = family === 'ipv4'
  const usual = isV4 ? DEFAULT_SUBNET : DEFAULT_IPV6_SUBNET
  const written = mgmt[`${family}-subnet`] ?? 'auto'
  const isNetwork = isV4 ? isIpv4Cidr(written) : isIpv6Cidr(written)
  if (written !== 'auto' && !isNetwork)
    review.refuse(['mgmt', `${family}-subnet`], `'${written}' is not a network such as ${usual}`)
  const subnet = isNetwork ? networkOf(written) : usual
  const room = parseCidr(subnet).prefixLength
  if (room > (isV4 ? 30 : 126)) {
    review.refuse(['mgmt', `${family}-subnet`], `${written} has no room for nodes; use a wider network`)
    return { subnet: usual, gateway: addressAt(usual, 1) }
  }
  const gateway = mgmt[`${family}-gw`]
  if (gateway === undefined) return { subnet, gateway: addressAt(subnet, 1) }
  if (inSubnet(gateway, subnet, family)) return { subnet, gateway: canonicalAddress(gateway) }
  review.refuse(['mgmt', `${family}-gw`], `'${gateway}' is no address of ${subnet}`)
  return { subnet, gateway: addressAt(subnet, 1) }
}

function checkFamilies(review: Review, { management }: ResolvedNode, families: readonly Family[]): void {
  if (management.ipv6 && !families.includes('ipv6'))
    review.refuse(management.ipv6.path, 'needs an IPv6 management network; give the topology mgmt.ipv6-subnet')
}

function allocate(
  review: Review,
  nodes: readonly ResolvedNode[],
  mgmt: ClabManagement,
  family: Family,
  { subnet, gateway }: ManagementSubnet,
): ReadonlyMap<string, string> {
  const { prefixLength } = parseCidr(subnet)
  const range = readRange(review, mgmt, family, subnet)
  const owners = new Map<string, string>([[gateway, 'the gateway of the management network']])
  const given = new Map<string, string>()
  for (const { name, management } of nodes) {
    const asked = management[family]
    if (!asked) continue
    if (!inSubnet(asked.value, subnet, family)) {
      review.refuse(asked.path, `'${asked.value}' is no address of the management network ${subnet}`)
      continue
    }
    const address = canonicalAddress(asked.value)
    const owner = owners.get(address)
    if (owner !== undefined) review.refuse(asked.path, `${address} is already the address of ${owner}`)
    else owners.set(address, name)
    given.set(name, `${address}/${prefixLength}`)
  }
  let ordinal = range === subnet ? 1 : 0
  for (const { name, path } of nodes) {
    if (given.has(name)) continue
    const address = nextFree()
    if (address === undefined) {
      review.refuse(path, `finds no free address in the management network ${range}; use a wider one`, 'key')
      break
    }
    owners.set(address, name)
    given.set(name, `${address}/${prefixLength}`)
  }
  return given

  function nextFree(): string | undefined {
    const bits = (family === 'ipv4' ? 32 : 128) - parseCidr(range).prefixLength
    const last = bits > 16 ? MOST_NODES : 2 ** bits - (family === 'ipv4' && range === subnet ? 2 : 1)
    while (ordinal <= last) {
      const address = addressAt(range, ordinal++)
      if (!owners.has(address)) return address
    }
    return undefined
  }
}

function readRange(review: Review, mgmt: ClabManagement, family: Family, subnet: string): string {
  const written = mgmt[`${family}-range`]
  if (written === undefined) return subnet
  const isRange = family === 'ipv4' ? isIpv4Cidr(written) : isIpv6Cidr(written)
  if (isRange && cidrInside(written, subnet)) return networkOf(written)
  review.refuse(['mgmt', `${family}-range`], `'${written}' is no network inside ${subnet}`)
  return subnet
}

function inSubnet(address: string, subnet: string, family: Family): boolean {
  return (family === 'ipv4' ? isIpv4(address) : isIpv6(address)) && cidrContains(subnet, address)
}
