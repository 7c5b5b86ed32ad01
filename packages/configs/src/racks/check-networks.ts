import { cidrInside, cidrsOverlap, isCidr, networkOf, parseCidr } from '../address/cidr.ts'
import { subnetCount } from '../address/address-at.ts'
import type { Review } from '../document/review.ts'
import type { RacksSettings } from './settings.ts'
import { roomFor } from './plan-racks.ts'

// What nodes and gateways have besides the fabric: kind's network, and containerlab's for management.
const DOCKER = [
  ['the network of kind', '172.18.0.0/16'],
  ['the management network of containerlab', '172.20.20.0/24'],
] as const

const KEYS = ['fabric', 'podSubnet', 'serviceSubnet'] as const

/** Refuses networks that are none, that overlap, or that are too small for the racks and nodes that are wanted. */
export function checkNetworks(review: Review, settings: RacksSettings): void {
  const sound = KEYS.filter((key) => checkCidr(review, key, settings[key]))
  for (const [index, key] of sound.entries()) {
    for (const other of sound.slice(0, index)) {
      if (cidrsOverlap(settings[key], settings[other]))
        review.refuse([key], `${settings[key]} overlaps the ${other} ${settings[other]}; choose another`)
    }
    for (const [what, network] of DOCKER) {
      if (cidrsOverlap(settings[key], network))
        review.refuse([key], `${settings[key]} overlaps ${network}, ${what}; choose another`)
    }
  }
  if (sound.includes('fabric')) checkRacks(review, settings)
}

function checkCidr(review: Review, key: (typeof KEYS)[number], value: string): boolean {
  if (!isCidr(value)) review.refuse([key], `'${value}' is not an IPv4 CIDR such as 10.1.0.0/16`)
  else if (networkOf(value) !== value) review.refuse([key], `${value} has host bits set; write ${networkOf(value)}`)
  else return true
  return false
}

function checkRacks(review: Review, settings: RacksSettings): void {
  const { racks, fabric, rackPrefixLength, needsTransit } = settings
  if (typeof racks !== 'number') return checkListed(review, settings, racks)
  const { prefixLength } = parseCidr(fabric)
  if (rackPrefixLength < prefixLength) {
    return review.refuse(
      ['rackPrefixLength'],
      `/${rackPrefixLength} is wider than the fabric ${fabric}; use a longer one`,
    )
  }
  const count = Number(subnetCount(fabric, rackPrefixLength)) - (needsTransit ? 1 : 0)
  if (racks > count) {
    const kept = needsTransit ? ' and one for the links between gateways' : ''
    const fix = 'use a wider fabric or a longer rackPrefixLength'
    review.refuse(['racks'], `${fabric} holds ${count} racks of /${rackPrefixLength}${kept}, not ${racks}; ${fix}`)
  }
  checkRoom(review, settings, `${fabric.split('/')[0]}/${rackPrefixLength}`, 'use a shorter rackPrefixLength')
}

function checkListed(review: Review, settings: RacksSettings, racks: readonly string[]): void {
  for (const [index, subnet] of racks.entries()) {
    const path = ['racks', index]
    if (!isCidr(subnet)) review.refuse(path, `'${subnet}' is not an IPv4 CIDR such as 10.1.5.0/24`)
    else if (networkOf(subnet) !== subnet)
      review.refuse(path, `${subnet} has host bits set; write ${networkOf(subnet)}`)
    else if (!cidrInside(subnet, settings.fabric))
      review.refuse(path, `${subnet} is not inside the fabric ${settings.fabric}; choose another, or a wider fabric`)
    else {
      const twin = racks.slice(0, index).find((other) => isCidr(other) && cidrsOverlap(other, subnet))
      if (twin !== undefined) review.refuse(path, `${subnet} overlaps the rack ${twin}; choose another`)
      checkRoom(review, settings, subnet, 'use a wider subnet', path)
    }
  }
}

function checkRoom(
  review: Review,
  { nodesPerRack }: RacksSettings,
  subnet: string,
  fix: string,
  path: readonly (string | number)[] = ['nodesPerRack'],
): void {
  const room = roomFor(subnet)
  if (nodesPerRack > room)
    review.refuse(path, `${subnet} holds ${room} nodes from its tenth address on, not ${nodesPerRack}; ${fix}`)
}
