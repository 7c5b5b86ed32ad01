import { networkOf } from '../address/cidr.ts'
import { canonicalAddress, isGlobalUnicast, isIp, isIpv4 } from '../address/ip.ts'
import type { Refuse } from './check.ts'
import { networkFault, ownAddresses } from './check-static-routes.ts'
import type { GatewayConfig, GatewayNeighbor } from './config.ts'

const HIGHEST_AS = 4294967294
// AS_TRANS (RFC 6793) and the last of two bytes (RFC 7300).
const RESERVED_AS = new Set([23456, 65535])

/** Refuses numbers that no AS has, neighbours that stand twice or cannot be, and networks that are none. */
export function checkBgp(gateway: GatewayConfig, refuse: Refuse): void {
  const { bgp } = gateway
  if (!bgp) return
  const fault = asFault(bgp.asNumber)
  if (fault) refuse(['bgp', 'asNumber'], fault)
  if (bgp.routerId !== undefined && (!isIpv4(bgp.routerId) || bgp.routerId === '0.0.0.0'))
    refuse(['bgp', 'routerId'], `'${bgp.routerId}' is not a router id; write an IPv4 address of the gateway`)
  const own = ownAddresses(gateway)
  const seen = new Set<string>()
  for (const [index, neighbor] of bgp.neighbors.entries()) {
    const path = ['bgp', 'neighbors', index]
    const wrong = addressFault(neighbor.address, own, seen)
    if (wrong) refuse([...path, 'address'], wrong)
    else seen.add(canonicalAddress(neighbor.address))
    const remote = asFault(neighbor.remoteAs)
    if (remote) refuse([...path, 'remoteAs'], remote)
    if (neighbor.routeReflectorClient && neighbor.remoteAs !== bgp.asNumber)
      refuse([...path, 'routeReflectorClient'], `needs the gateway's own AS, ${bgp.asNumber}, as remote AS (RFC 4456)`)
    if (neighbor.description !== undefined && !isPlain(neighbor.description))
      refuse([...path, 'description'], `has quotes, backslashes or control characters, or not 1 to 80 characters`)
  }
  const networks = new Set<string>()
  for (const [index, network] of bgp.networks.entries()) {
    const wrong = networkFault(network) ?? (networks.has(networkOf(network)) ? `${network} stands twice` : undefined)
    if (wrong) refuse(['bgp', 'networks', index], wrong)
    else networks.add(networkOf(network))
  }
}

/** Whether a session with a neighbour is inside the gateway's own AS. */
export function isInternal(gateway: GatewayConfig, { remoteAs }: GatewayNeighbor): boolean {
  return remoteAs === gateway.bgp?.asNumber
}

function addressFault(address: string, own: ReadonlySet<string>, seen: ReadonlySet<string>): string | undefined {
  if (!isIp(address)) return `'${address}' is not an address such as 10.1.5.10`
  if (!isGlobalUnicast(address)) return `${address} is no router's global address`
  if (own.has(canonicalAddress(address))) return `${address} is the gateway's own address`
  return seen.has(canonicalAddress(address)) ? `${address} stands twice` : undefined
}

function asFault(number: number): string | undefined {
  if (!Number.isInteger(number) || number < 1 || number > HIGHEST_AS)
    return `${Number.isNaN(number) ? '' : `'${number}' `}is not an AS number, 1 to ${HIGHEST_AS}`
  return RESERVED_AS.has(number) ? `${number} is reserved, and no router's AS` : undefined
}

function isPlain(text: string): boolean {
  return /^[^\p{C}"'\\]{1,80}$/u.test(text) && text.trim() === text
}
