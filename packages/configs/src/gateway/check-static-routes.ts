import { isCidr, networkOf, parseCidr } from '../address/cidr.ts'
import { canonicalAddress, familyOf, isGlobalUnicast, isIp } from '../address/ip.ts'
import type { Refuse } from './check.ts'
import type { GatewayConfig } from './config.ts'
import { gatewayDevices } from './devices.ts'

/** Refuses static routes that no kernel would take, and two to the same destination. */
export function checkStaticRoutes(gateway: GatewayConfig, refuse: Refuse): void {
  const own = ownAddresses(gateway)
  const seen = new Set<string>()
  for (const [index, { destination, nextHop }] of (gateway.staticRoutes ?? []).entries()) {
    const path = ['staticRoutes', index]
    if (networkFault(destination)) refuse([...path, 'destination'], networkFault(destination) ?? '')
    else if (seen.has(networkOf(destination)))
      refuse([...path, 'destination'], `${destination} has a route already; one next hop each is realised`)
    else seen.add(networkOf(destination))
    if (!isIp(nextHop)) refuse([...path, 'nextHop'], `'${nextHop}' is not an address such as 10.1.5.10`)
    else if (!isGlobalUnicast(nextHop)) refuse([...path, 'nextHop'], `${nextHop} is no router's global address`)
    else if (own.has(canonicalAddress(nextHop))) refuse([...path, 'nextHop'], `${nextHop} is the gateway's own address`)
    else if (isCidr(destination) && familyOf(destination) !== familyOf(nextHop))
      refuse([...path, 'nextHop'], `${nextHop} is of another family than ${destination}`)
  }
}

/** What is wrong with a network that is routed or announced, or undefined. */
export function networkFault(cidr: string): string | undefined {
  if (!isCidr(cidr)) return `'${cidr}' is not a CIDR such as 10.99.0.0/16`
  const { address, network } = parseCidr(cidr)
  return address === network ? undefined : `${cidr} has host bits; write ${networkOf(cidr)}`
}

/** The addresses of a gateway's devices, in their canonical form. */
export function ownAddresses(gateway: GatewayConfig): ReadonlySet<string> {
  const addresses = gatewayDevices(gateway).flatMap((device) => device.addresses)
  return new Set(addresses.filter(isCidr).map((address) => parseCidr(address).address))
}
