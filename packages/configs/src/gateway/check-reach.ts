import { cidrContains, isCidr } from '../address/cidr.ts'
import { isIp } from '../address/ip.ts'
import type { Refuse } from './check.ts'
import { isInternal } from './check-bgp.ts'
import type { GatewayConfig } from './config.ts'
import { gatewayDevices } from './devices.ts'

/**
 * Refuses next hops and eBGP neighbours that are in no subnet of the gateway: no packet would reach them.
 *
 * @param others addresses that the gateway has besides the described ones, as CIDRs.
 */
export function checkReach(gateway: GatewayConfig, others: readonly string[], refuse: Refuse): void {
  const subnets = [...gatewayDevices(gateway).flatMap(({ addresses }) => addresses), ...others].filter(isCidr)
  const isNear = (address: string): boolean => !isIp(address) || subnets.some((cidr) => cidrContains(cidr, address))
  const known = subnets.length === 0 ? 'none' : subnets.join(', ')
  for (const [index, { nextHop }] of (gateway.staticRoutes ?? []).entries()) {
    if (!isNear(nextHop))
      refuse(['staticRoutes', index, 'nextHop'], `${nextHop} is in no subnet of the gateway, which has ${known}`)
  }
  for (const [index, neighbor] of (gateway.bgp?.neighbors ?? []).entries()) {
    if (isNear(neighbor.address) || isInternal(gateway, neighbor)) continue
    const reason = `of another AS is in no subnet of the gateway, which has ${known}; multihop is not realised`
    refuse(['bgp', 'neighbors', index, 'address'], `${neighbor.address} ${reason}`)
  }
}
