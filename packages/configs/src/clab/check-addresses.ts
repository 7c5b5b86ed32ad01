import { cidrsOverlap } from '../address/cidr.ts'
import { interfaceNameFault } from '../address/names.ts'
import { MAX_GATEWAY_ADDRESSES } from '../gateway/check-devices.ts'
import { didYouMean } from '../issue/suggest.ts'
import type { ClusterModel } from '../kind/describe.ts'
import type { Claim } from './claim.ts'
import { hostPart } from './claim.ts'
import type { ReadGateway } from './read-gateway-node.ts'
import type { Structure } from './structure.ts'

type Wired = ReadonlyMap<string, readonly string[]>

// Every node and every gateway has these before the fabric comes.
const GIVEN = ['eth0', 'lo']

/** Refuses addresses that two nodes claim, that lie in the pods' or Services' subnet, or whose interface no link makes. */
export function checkAddresses(claims: readonly Claim[], structure: Structure, cluster: ClusterModel): void {
  const wired = interfacesByNode(structure)
  const owners = new Map<string, Claim>()
  for (const claim of claims) {
    const { address, node, refuse } = claim
    const owner = owners.get(hostPart(address))
    if (owner)
      refuse(
        `${hostPart(address)} is already the address of ${owner.node}:${owner.interface}; give each interface its own`,
      )
    else owners.set(hostPart(address), claim)
    checkInterface(claim.interface, node, wired, refuse)
    for (const key of ['podSubnet', 'serviceSubnet'] as const) {
      if (cidrsOverlap(cluster[key], address))
        refuse(`${address} overlaps the ${key} ${cluster[key]} of the kind config; choose another`)
    }
  }
}

/** Refuses gateways whose interfaces share a subnet, or whose NAT leaves by an interface that no link makes. */
export function checkGatewayWiring({ gateway, claims, outbound }: ReadGateway, structure: Structure): void {
  // Every address is compared with every other: a bound keeps a hostile text from taking minutes.
  claims[MAX_GATEWAY_ADDRESSES]?.refuse(`is one address too many; a gateway has at most ${MAX_GATEWAY_ADDRESSES}`)
  for (const [index, claim] of claims.slice(0, MAX_GATEWAY_ADDRESSES).entries()) {
    const other = claims
      .slice(0, index)
      .find((earlier) => earlier.interface !== claim.interface && cidrsOverlap(earlier.address, claim.address))
    if (other)
      claim.refuse(
        `${claim.address} overlaps ${other.address} of ${other.interface}; a gateway's interfaces need subnets of their own`,
      )
  }
  const wired = interfacesByNode(structure)
  for (const { name, refuse } of outbound) checkInterface(name, gateway.name, wired, refuse)
}

function checkInterface(name: string, node: string, wired: Wired | undefined, refuse: (message: string) => void): void {
  if (!wired) return
  const known = wired.get(node) ?? []
  if (known.includes(name) || GIVEN.includes(name)) return
  refuse(interfaceNameFault(name) ?? `no link gives ${node} an interface '${name}'${didYouMean(name, known)}`)
}

function interfacesByNode({ links, linksComplete }: Structure): Wired | undefined {
  if (!linksComplete) return undefined
  const found = new Map<string, string[]>()
  for (const { node, interface: name } of links.flatMap(({ endpoints }) => endpoints)) {
    const names = found.get(node) ?? []
    names.push(name)
    found.set(node, names)
  }
  return found
}
