import { isIpv4Cidr } from '../address/cidr.ts'
import { interfaceNameFault, isDnsLabel } from '../address/names.ts'
import type { Path } from '../document/path.ts'
import { reviewOf } from '../document/review.ts'
import { checkBgp } from './check-bgp.ts'
import { checkDevices } from './check-devices.ts'
import { checkStaticRoutes } from './check-static-routes.ts'
import type { GatewayConfig } from './config.ts'

const HIGHEST_RULE = 999999

/** Takes a mistake in the value at a path of a gateway. */
export type Refuse = (path: Path, message: string) => void

/** Refuses names that are none, invalid addresses, subnets that overlap between interfaces, rules, routes and neighbours that cannot be. */
export function checkGateway(gateway: GatewayConfig, refuse: Refuse): void {
  if (!isDnsLabel(gateway.hostName.toLowerCase())) {
    refuse(['hostName'], `'${gateway.hostName}' is not a host name; use letters, digits and '-' (RFC 1123)`)
  }
  checkDevices(gateway, refuse)
  checkSourceNat(gateway, refuse)
  checkStaticRoutes(gateway, refuse)
  checkBgp(gateway, refuse)
}

function checkSourceNat({ sourceNat }: GatewayConfig, refuse: Refuse): void {
  const rules = new Set<number>()
  for (const [index, nat] of sourceNat.entries()) {
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

/** Checks a gateway before it is rendered: its names and addresses go into other tools' syntax. */
export function settleGateway(gateway: GatewayConfig): void {
  const review = reviewOf(gateway, 'gateway')
  checkGateway(gateway, review.refuse)
  review.settle()
}
