import { subnetAt, subnetCount } from '../address/address-at.ts'
import type { RacksSettings } from './settings.ts'

/** The subnets of each rack, one of each family. */
export function subnetsOf({ racks, fabric, rackPrefixLength }: RacksSettings): readonly (readonly string[])[] {
  if (typeof racks !== 'number') return racks.map((subnet) => [subnet])
  return Array.from({ length: racks }, (_, index) => [subnetAt(fabric, rackPrefixLength, index)])
}

/** The networks between gateways, one of each family: the fabric's last subnet, where there are links between gateways. */
export function transitOf({ fabric, rackPrefixLength, needsTransit }: RacksSettings): readonly string[] {
  if (!needsTransit) return []
  return [subnetAt(fabric, rackPrefixLength, Number(subnetCount(fabric, rackPrefixLength)) - 1)]
}
