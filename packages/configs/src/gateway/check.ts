import { cidrsOverlap, isIpv4Cidr } from '../address/cidr.ts'
import { interfaceNameFault, isDnsLabel } from '../address/names.ts'
import type { Path } from '../document/path.ts'
import { reviewOf } from '../document/review.ts'
import type { GatewayConfig } from './config.ts'

const HIGHEST_RULE = 999999
/** How many addresses a gateway may have, in all. */
export const MAX_GATEWAY_ADDRESSES = 256

type Refuse = (path: Path, message: string) => void

/** Refuses names that are none, invalid addresses, subnets that overlap between interfaces, and rules that cannot be. */
export function checkGateway(gateway: GatewayConfig, refuse: Refuse): void {
  if (!isDnsLabel(gateway.hostName.toLowerCase())) {
    refuse(['hostName'], `'${gateway.hostName}' is not a host name; use letters, digits and '-' (RFC 1123)`)
  }
  checkAddresses(gateway, refuse)
  const rules = new Set<number>()
  for (const [index, nat] of gateway.sourceNat.entries()) {
    const path = ['sourceNat', index]
    if (!Number.isInteger(nat.rule) || nat.rule < 1 || nat.rule > HIGHEST_RULE) {
      refuse([...path, 'rule'], `must be an integer from 1 to ${HIGHEST_RULE}`)
    } else if (rules.has(nat.rule)) refuse([...path, 'rule'], `${nat.rule} stands twice; give each rule its own number`)
    rules.add(nat.rule)
    const fault = interfaceNameFault(nat.outboundInterface)
    if (fault) refuse([...path, 'outboundInterface'], fault)
    if (!isIpv4Cidr(nat.sourceAddress)) {
      refuse([...path, 'sourceAddress'], `'${nat.sourceAddress}' is not an IPv4 CIDR such as 10.1.0.0/16`)
    }
    if (nat.translation !== 'masquerade') refuse([...path, 'translation'], `must be 'masquerade'`)
  }
}

function checkAddresses(gateway: GatewayConfig, refuse: Refuse): void {
  const earlier: { readonly name: string; readonly address: string }[] = []
  const names = new Set<string>()
  for (const [index, { name, addresses }] of gateway.interfaces.entries()) {
    const fault = names.has(name) ? `'${name}' is declared twice` : interfaceNameFault(name)
    names.add(name)
    if (fault) refuse(['interfaces', index, 'name'], fault)
    for (const [nth, address] of addresses.entries()) {
      const path = ['interfaces', index, 'addresses', nth]
      if (!isIpv4Cidr(address)) {
        refuse(path, `'${address}' is not an IPv4 address with prefix length such as 10.1.5.1/24`)
        continue
      }
      // Every address is compared with every other: a bound keeps a hostile text from taking minutes.
      if (earlier.length >= MAX_GATEWAY_ADDRESSES) {
        refuse(path, `is one address too many; a gateway has at most ${MAX_GATEWAY_ADDRESSES}`)
        return
      }
      const other = earlier.find((known) => known.name !== name && cidrsOverlap(known.address, address))
      if (other)
        refuse(
          path,
          `${address} overlaps ${other.address} of ${other.name}; a gateway's interfaces need subnets of their own`,
        )
      earlier.push({ name, address })
    }
  }
}

/** Checks a gateway before it is rendered: its names and addresses go into other tools' syntax. */
export function settleGateway(gateway: GatewayConfig): void {
  const review = reviewOf(gateway, 'gateway')
  checkGateway(gateway, review.refuse)
  review.settle()
}
