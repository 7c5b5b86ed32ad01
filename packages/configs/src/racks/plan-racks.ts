import { addressAt } from '../address/address-at.ts'
import { parseCidr } from '../address/cidr.ts'

/** A node's place in its rack; addresses are CIDRs, one of each family. */
export interface RackServer {
  /** `server1`, counted through all racks. */
  readonly name: string
  readonly addresses: readonly string[]
}

/** A rack: its bridge, its subnets, one of each family, and who is in it. */
export interface Rack {
  /** `rack0` */
  readonly name: string
  /** `br-pool0` */
  readonly bridge: string
  readonly subnets: readonly string[]
  readonly servers: readonly RackServer[]
}

/** The number of a rack's first node in its subnet; those before are for gateways. */
const FIRST_NODE = 10
/** The number of a gateway in a rack's subnet. */
export const GATEWAY = 1

/** Gives each rack its subnets and each node its addresses, in order. */
export function planRacks(subnetsOfRacks: readonly (readonly string[])[], nodesPerRack: number): readonly Rack[] {
  return subnetsOfRacks.map((subnets, index) => ({
    name: `rack${index}`,
    bridge: `br-pool${index}`,
    subnets,
    servers: Array.from({ length: nodesPerRack }, (_, place) => ({
      name: `server${index * nodesPerRack + place + 1}`,
      addresses: subnets.map((subnet) => hostAt(subnet, FIRST_NODE + place)),
    })),
  }))
}

/** An address in a subnet, with the subnet's prefix length. */
export function hostAt(subnet: string, number: number): string {
  return `${hostAddress(subnet, number)}/${parseCidr(subnet).prefixLength}`
}

/** The same without it. The number reads alike in both families: 10.1.5.10 and fd00:10:1:5::10. */
export function hostAddress(subnet: string, number: number): string {
  return addressAt(subnet, subnet.includes(':') ? Number.parseInt(String(number), 16) : number)
}

/** How many nodes a rack's subnet holds behind the gateways' place; the last IPv4 address is the broadcast's. */
export function roomFor(subnet: string): number {
  const { prefixLength, family } = parseCidr(subnet)
  return Math.max(0, 2 ** ((family === 6 ? 128 : 32) - prefixLength) - FIRST_NODE - 1)
}
