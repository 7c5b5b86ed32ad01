import { cidrsOverlap } from '../address/cidr.ts'
import { canonicalAddress } from '../address/ip.ts'
import { interfaceNameFault } from '../address/names.ts'
import { MAX_GATEWAY_ADDRESSES } from '../gateway/check-devices.ts'
import { didYouMean } from '../issue/suggest.ts'
import type { ClusterModel } from '../kind/describe.ts'
import type { Claim } from './claim.ts'
import { hostPart, isLinkLocal } from './claim.ts'
import type { ManagementNetwork } from './fabric.ts'
import type { ReadGateway } from './read-gateway-node.ts'
import type { Wiring } from './wiring.ts'

/** Refuses addresses that two nodes claim, that lie in another network of the lab's, or whose interface no link makes. */
export function checkAddresses(
  claims: readonly Claim[],
  wiring: Wiring,
  cluster: ClusterModel,
  management: ManagementNetwork,
): void {
  const taken = [
    ...(['podSubnet', 'serviceSubnet'] as const).map(
      (key) => [cluster[key], `the ${key} ${cluster[key]} of the kind config`] as const,
    ),
    ...[management.ipv4, management.ipv6].flatMap((network) =>
      network ? [[network.subnet, `the management network ${network.subnet}`] as const] : [],
    ),
  ]
  const owners = new Map<string, Claim>()
  for (const claim of claims) {
    const { address, node, refuse } = claim
    checkInterface(claim.interface, node, wiring, refuse)
    if (isLinkLocal(address)) continue
    const host = canonicalAddress(hostPart(address))
    const owner = owners.get(host)
    if (owner) refuse(`${host} is already the address of ${owner.node}:${owner.interface}; give each interface its own`)
    else owners.set(host, claim)
    for (const [subnet, what] of taken) {
      if (cidrsOverlap(subnet, address)) refuse(`${address} overlaps ${what}; choose another`)
    }
  }
}

/** Refuses gateways whose interfaces share a subnet, or whose NAT leaves by an interface that no link makes. */
export function checkGatewayWiring({ gateway, claims, outbound }: ReadGateway, wiring: Wiring): void {
  // Every address is compared with every other: a bound keeps a hostile text from taking minutes.
  claims[MAX_GATEWAY_ADDRESSES]?.refuse(`is one address too many; a gateway has at most ${MAX_GATEWAY_ADDRESSES}`)
  const compared = claims.slice(0, MAX_GATEWAY_ADDRESSES).filter(({ address }) => !isLinkLocal(address))
  for (const [index, claim] of compared.entries()) {
    const other = compared
      .slice(0, index)
      .find((earlier) => earlier.interface !== claim.interface && cidrsOverlap(earlier.address, claim.address))
    if (other)
      claim.refuse(
        `${claim.address} overlaps ${other.address} of ${other.interface}; a gateway's interfaces need subnets of their own`,
      )
  }
  for (const { name, refuse } of outbound) checkInterface(name, gateway.name, wiring, refuse)
}

// Every node has these before the fabric comes, or it is no use to deny them.
const GIVEN = ['eth0', 'lo']

function checkInterface(name: string, node: string, wiring: Wiring, refuse: (message: string) => void): void {
  const known = wiring.interfacesOf(node)
  if (!known || known.has(name) || GIVEN.includes(name)) return
  refuse(interfaceNameFault(name) ?? `no link gives ${node} an interface '${name}'${didYouMean(name, known)}`)
}
