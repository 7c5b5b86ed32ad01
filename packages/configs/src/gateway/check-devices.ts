import { cidrsOverlap, isCidr } from '../address/cidr.ts'
import { interfaceNameFault } from '../address/names.ts'
import type { Refuse } from './check.ts'
import type { GatewayConfig } from './config.ts'
import { gatewayDevices } from './devices.ts'

/** How many addresses a gateway may have, in all. */
export const MAX_GATEWAY_ADDRESSES = 256
const HIGHEST_VLAN = 4094
// Every link has its own network of that name (RFC 4291, section 2.5.6).
const LINK_LOCAL = 'fe80::/10'

/** Refuses names that are none or stand twice, numbers that no VLAN has, invalid addresses, and subnets that overlap between devices. */
export function checkDevices(gateway: GatewayConfig, refuse: Refuse): void {
  const earlier: { readonly name: string; readonly address: string }[] = []
  const names = new Set<string>()
  for (const { name, addresses, path, vlan } of gatewayDevices(gateway)) {
    const fault = names.has(name) ? `'${name}' is declared twice` : interfaceNameFault(name)
    names.add(name)
    if (fault) refuse([...path, vlan ? 'id' : 'name'], fault)
    if (vlan && (!Number.isInteger(vlan.id) || vlan.id < 1 || vlan.id > HIGHEST_VLAN))
      refuse([...path, 'id'], `must be an integer from 1 to ${HIGHEST_VLAN} (IEEE 802.1Q)`)
    for (const [nth, address] of addresses.entries()) {
      const at = [...path, 'addresses', nth]
      if (!isCidr(address)) {
        refuse(at, `'${address}' is not an address with prefix length such as 10.1.5.1/24 or fd00:10:1:5::1/64`)
        continue
      }
      // Every address is compared with every other: a bound keeps a hostile text from taking minutes.
      if (earlier.length >= MAX_GATEWAY_ADDRESSES) {
        refuse(at, `is one address too many; a gateway has at most ${MAX_GATEWAY_ADDRESSES}`)
        return
      }
      if (cidrsOverlap(LINK_LOCAL, address)) continue
      const other = earlier.find((known) => known.name !== name && cidrsOverlap(known.address, address))
      if (other)
        refuse(
          at,
          `${address} overlaps ${other.address} of ${other.name}; a gateway's interfaces need subnets of their own`,
        )
      earlier.push({ name, address })
    }
  }
}
