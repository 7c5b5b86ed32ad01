import { isIpv4Cidr, parseCidr } from '../address/cidr.ts'
import { compareAddresses } from '../address/ip.ts'
import type { GatewayConfig } from './config.ts'
import { gatewayDevices } from './devices.ts'

/**
 * The router id that FRR takes when none is written: the highest IPv4 address of the interfaces; undefined without one.
 *
 * @see https://docs.frrouting.org/en/stable-8.4/bgp.html#clicmd-bgp-router-id-A.B.C.D
 */
export function defaultRouterId(gateway: GatewayConfig): string | undefined {
  const addresses = gatewayDevices(gateway).flatMap((device) => device.addresses.filter(isIpv4Cidr))
  return addresses
    .map((address) => parseCidr(address).address)
    .toSorted(compareAddresses)
    .at(-1)
}
