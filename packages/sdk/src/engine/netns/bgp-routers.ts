import type { FabricModel } from '@underlay/configs'
import type { BgpRouter } from '../../cni/calico/bgp-reach.ts'

/** The gateways of a fabric that speak BGP. */
export function bgpRouters({ gateways }: FabricModel): BgpRouter[] {
  return gateways.flatMap(({ name, gateway: { interfaces, bgp } }) => {
    if (bgp === undefined) return []
    const addresses = interfaces.flatMap((one) => one.addresses.map((address) => address.split('/')[0] ?? ''))
    return [{ name, asNumber: bgp.asNumber, addresses, neighbors: bgp.neighbors }]
  })
}
