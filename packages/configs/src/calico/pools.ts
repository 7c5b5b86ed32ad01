import { familyOf } from '../address/ip.ts'
import { cidrInside, cidrsOverlap, isCidr, networkOf, parseCidr } from '../address/cidr.ts'
import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'
import type { Shape } from '../document/shape.ts'
import { flag, text } from '../document/shape.ts'
import { selectorFault } from './selector.ts'

/** When Calico encapsulates: always, only between subnets, or never. */
export type EncapsulationMode = 'Always' | 'CrossSubnet' | 'Never'

/** One IPPool as a user writes it; everything left out takes Calico's default for a pool. */
export interface CalicoPoolOptions {
  /** As `cni.projectcalico.org/ipv4pools` names it. Default: `pool0`, `pool1`, … */
  readonly name?: string
  /** IPv4 or IPv6, inside a podSubnet. */
  readonly cidr: string
  /** Default `Never`; of an IPv6 pool always. */
  readonly ipip?: EncapsulationMode
  /** Default `Never`. */
  readonly vxlan?: EncapsulationMode
  /** Prefix length of a node's block: 20 to 32, of an IPv6 pool 116 to 128. Default 26, 122. */
  readonly blockSize?: number
  /** Whether what leaves the pools is masqueraded. Default false, as in an IPPool. */
  readonly natOutgoing?: boolean
  /** Which nodes take addresses from it, in Calico's language: `rack == 'rack0'`. Default `all()`. */
  readonly nodeSelector?: string
}

/** A pool with all defaults filled in. */
export type CalicoPool = Required<CalicoPoolOptions>

export const encapsulationShape: Shape = { type: 'string', oneOf: ['Always', 'CrossSubnet', 'Never'] }

export const poolsShape: Shape = {
  type: 'list',
  of: {
    type: 'object',
    keys: {
      name: text,
      cidr: text,
      ipip: encapsulationShape,
      vxlan: encapsulationShape,
      blockSize: { type: 'integer', min: 0, max: 128 },
      natOutgoing: flag,
      nodeSelector: text,
    },
    required: ['cidr'],
  },
}

/** A pool as an IPPool says it, Calico's defaults filled in. */
export function fillPool(pool: CalicoPoolOptions, index: number): CalicoPool {
  const isIpv6 = isCidr(pool.cidr) && familyOf(pool.cidr) === 6
  return {
    name: `pool${index}`,
    ipip: 'Never',
    vxlan: 'Never',
    blockSize: isIpv6 ? 122 : 26,
    natOutgoing: false,
    nodeSelector: 'all()',
    ...(Object.fromEntries(Object.entries(pool).filter(([, value]) => value !== undefined)) as CalicoPoolOptions),
  }
}

/** Refuses what Calico refuses of pools; `pathOf` says where a pool's key stands in the options. */
export function checkPools(
  review: Review,
  pools: readonly CalicoPool[],
  podSubnets: readonly string[],
  pathOf: (index: number, key: string) => Path,
): void {
  for (const [index, pool] of pools.entries()) {
    const at = (key: string): Path => pathOf(index, key)
    checkEncapsulation(review, pool, at)
    checkCidr(review, pool, podSubnets, at)
    const fault = selectorFault(pool.nodeSelector)
    if (fault !== undefined) review.refuse(at('nodeSelector'), fault)
    if (pools.findIndex(({ name }) => name === pool.name) < index)
      review.refuse(at('name'), `${pool.name} is the name of two pools`)
    const other = pools
      .slice(0, index)
      .find(({ cidr }) => [cidr, pool.cidr].every(isCidr) && cidrsOverlap(cidr, pool.cidr))
    if (other !== undefined) review.refuse(at('cidr'), `${pool.cidr} overlaps ${other.cidr} of ${other.name}`)
  }
}

function checkEncapsulation(review: Review, { ipip, vxlan, cidr }: CalicoPool, at: (key: string) => Path): void {
  if (ipip !== 'Never' && vxlan !== 'Never') {
    review.refuse(
      at('vxlan'),
      `is ${vxlan} while ipip is ${ipip}; a pool has one encapsulation: set one of them to Never`,
    )
  }
  if (ipip !== 'Never' && isCidr(cidr) && familyOf(cidr) === 6)
    review.refuse(at('ipip'), `is ${ipip} for the IPv6 pool ${cidr}; IPIP carries IPv4 only: use vxlan, or Never`)
}

function checkCidr(
  review: Review,
  { cidr, blockSize }: CalicoPool,
  podSubnets: readonly string[],
  at: (key: string) => Path,
): void {
  const [example = '10.98.0.0/16'] = podSubnets
  if (!isCidr(cidr)) return review.refuse(at('cidr'), `'${cidr}' is not a CIDR such as ${example}`)
  if (networkOf(cidr) !== cidr) return review.refuse(at('cidr'), `${cidr} has host bits set; write ${networkOf(cidr)}`)
  const [least, most] = familyOf(cidr) === 6 ? [116, 128] : [20, 32]
  if (blockSize < least || blockSize > most)
    review.refuse(at('blockSize'), `must be an integer from ${least} to ${most}, is ${blockSize}`)
  else if (parseCidr(cidr).prefixLength > blockSize) {
    const fix = 'use a wider cidr or a longer blockSize'
    review.refuse(at('cidr'), `${cidr} is smaller than one block (/${blockSize}); ${fix}`)
  }
  if (!podSubnets.some((subnet) => cidrInside(cidr, subnet)))
    review.refuse(at('cidr'), `${cidr} is not inside the podSubnet ${podSubnets.join(',')} of the kind config`)
}
