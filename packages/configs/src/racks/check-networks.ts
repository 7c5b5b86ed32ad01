import { subnetCount } from '../address/address-at.ts'
import { cidrInside, cidrsOverlap, isCidr, isIpv4Cidr, isIpv6Cidr, networkOf, parseCidr } from '../address/cidr.ts'
import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'
import { readSubnets } from '../kind/families.ts'
import { CHAIN_LINK } from './plan-gateways.ts'
import { roomFor } from './plan-racks.ts'
import type { RacksSettings } from './settings.ts'
import { rackLength, transitsOf } from './subnets.ts'

// What nodes and gateways have besides the fabric: kind's networks, and containerlab's for management.
const DOCKER = [
  ['the network of kind', '172.18.0.0/16'],
  ['the network of kind', 'fc00:f853:ccd:e793::/64'],
  ['the management network of containerlab', '172.20.20.0/24'],
  ['the management network of containerlab', '3fff:172:20:20::/64'],
] as const

const KEYS = ['fabric', 'podSubnet', 'serviceSubnet'] as const
const EXAMPLE = { ipv4: '10.1.0.0/16', ipv6: 'fd00:10:1::/48', dual: '10.1.0.0/16,fd00:10:1::/48' }

/** Refuses networks that are none, that overlap, or that are too small for the racks and nodes that are wanted. */
export function checkNetworks(review: Review, settings: RacksSettings): void {
  const sound = KEYS.filter((key) => checkNetwork(review, key, settings))
  const networks = sound.flatMap((key) => settings[key].map((network) => ({ key, network })))
  for (const [index, { key, network }] of networks.entries()) {
    const other = networks.slice(0, index).find((before) => cidrsOverlap(before.network, network))
    if (other) review.refuse([key], `${network} overlaps the ${other.key} ${other.network}; choose another`)
    for (const [what, docker] of DOCKER) {
      if (cidrsOverlap(network, docker)) review.refuse([key], `${network} overlaps ${docker}, ${what}; choose another`)
    }
  }
  if (!sound.includes('fabric')) return
  if (typeof settings.racks === 'number') checkCount(review, settings, settings.racks)
  else
    for (const [index, subnets] of settings.racks.entries())
      checkListed(review, settings, settings.racks, subnets, index)
}

function checkNetwork(review: Review, key: (typeof KEYS)[number], settings: RacksSettings): boolean {
  const networks = settings[key]
  if (key !== 'fabric') {
    const read = readSubnets(settings.ipFamily, key, networks.join(','))
    if ('fault' in read) review.refuse([key], read.fault)
    return 'subnets' in read
  }
  return checkFamilies(review, [key], networks, settings, EXAMPLE[settings.ipFamily])
}

function checkFamilies(
  review: Review,
  path: Path,
  networks: readonly string[],
  { ipFamily }: RacksSettings,
  example: string,
): boolean {
  const [first = '', second, ...more] = networks
  const fits = {
    ipv4: isIpv4Cidr(first) && second === undefined,
    ipv6: isIpv6Cidr(first) && second === undefined,
    dual: isIpv4Cidr(first) && isIpv6Cidr(second ?? '') && more.length === 0,
  }[ipFamily]
  const wanted = { ipv4: 'an IPv4 CIDR', ipv6: 'an IPv6 CIDR', dual: 'one CIDR of each family' }[ipFamily]
  if (!fits) review.refuse(path, `'${networks.join(',')}' is not ${wanted} such as ${example}`)
  const loose = networks.filter((network) => isCidr(network) && networkOf(network) !== network)
  for (const network of loose) review.refuse(path, `${network} has host bits set; write ${networkOf(network)}`)
  return fits && loose.length === 0
}

function checkCount(review: Review, settings: RacksSettings, racks: number): void {
  for (const network of settings.fabric) {
    const { family, prefixLength } = parseCidr(network)
    const length = rackLength(network, settings)
    if (length < prefixLength) {
      if (family === 6) review.refuse(['fabric'], `${network} is smaller than a rack, which is a /64; use a wider one`)
      else review.refuse(['rackPrefixLength'], `/${length} is wider than the fabric ${network}; use a longer one`)
      continue
    }
    const count = subnetCount(network, length) - (settings.needsTransit ? 1n : 0n)
    if (BigInt(racks) > count) {
      const kept = settings.needsTransit ? ' and one for the links between gateways' : ''
      const fix = family === 6 ? 'use a wider fabric' : 'use a wider fabric or a longer rackPrefixLength'
      review.refuse(['racks'], `${network} holds ${count} racks of /${length}${kept}, not ${racks}; ${fix}`)
    } else {
      const subnet = `${parseCidr(network).network}/${length}`
      checkRoom(review, settings, ['nodesPerRack'], subnet, 'use a shorter rackPrefixLength')
      checkTransit(review, settings, racks)
    }
  }
}

function checkListed(
  review: Review,
  settings: RacksSettings,
  racks: readonly (readonly string[])[],
  subnets: readonly string[],
  index: number,
): void {
  const path = ['racks', index]
  const example = { ipv4: '10.1.5.0/24', ipv6: 'fd00:10:1:5::/64', dual: '10.1.5.0/24,fd00:10:1:5::/64' }
  if (!checkFamilies(review, path, subnets, settings, example[settings.ipFamily])) return
  const before = [...racks.slice(0, index).flat().filter(isCidr), ...transitsOf(settings)]
  for (const subnet of subnets) {
    const fabric = settings.fabric.join(', ')
    if (!settings.fabric.some((network) => cidrInside(subnet, network)))
      review.refuse(path, `${subnet} is not inside the fabric ${fabric}; choose another, or a wider fabric`)
    const twin = before.find((other) => cidrsOverlap(other, subnet))
    if (twin !== undefined) review.refuse(path, `${subnet} overlaps ${twin}, which is taken; choose another`)
    checkRoom(review, settings, path, subnet, 'use a wider subnet')
  }
}

function checkRoom(review: Review, { nodesPerRack }: RacksSettings, path: Path, subnet: string, fix: string): void {
  const room = roomFor(subnet)
  if (nodesPerRack > room)
    review.refuse(path, `${subnet} holds ${room} nodes from its tenth address on, not ${nodesPerRack}; ${fix}`)
}

function checkTransit(review: Review, settings: RacksSettings, racks: number): void {
  for (const transit of transitsOf(settings)) {
    const { family, prefixLength } = parseCidr(transit)
    const [needed, room] =
      settings.gateways === 'chain'
        ? [racks - 1, Math.floor(2 ** (CHAIN_LINK[family] - prefixLength))]
        : [racks, 2 ** ((family === 4 ? 32 : 128) - prefixLength) - 2]
    if (needed > room)
      review.refuse(['racks'], `need more room between gateways than ${transit} has; use a shorter rackPrefixLength`)
  }
}
