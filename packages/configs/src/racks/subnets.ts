import { subnetAt, subnetCount } from '../address/address-at.ts'
import { familyOf } from '../address/ip.ts'
import type { RacksSettings } from './settings.ts'

/** The prefix length of racks in a network: IPv6 subnets are /64 (RFC 4291). */
export function rackLength(network: string, { rackPrefixLength }: Pick<RacksSettings, 'rackPrefixLength'>): number {
  return familyOf(network) === 6 ? 64 : rackPrefixLength
}

/** The subnets of each rack, one of each family. */
export function subnetsOf(settings: RacksSettings): readonly (readonly string[])[] {
  const { racks, fabric } = settings
  if (typeof racks !== 'number') return racks
  return Array.from({ length: racks }, (_, index) =>
    fabric.map((network) => subnetAt(network, rackLength(network, settings), index)),
  )
}

/** The networks between gateways, one of each family: the last subnet of each, where there are links between gateways. */
export function transitsOf(settings: RacksSettings): readonly string[] {
  if (!settings.needsTransit) return []
  return settings.fabric.map((network) => {
    const length = rackLength(network, settings)
    return subnetAt(network, length, subnetCount(network, length) - 1n)
  })
}
