import { familyOf } from '../address/ip.ts'
import { isCidr, networkOf } from '../address/cidr.ts'
import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'
import { reviewOf } from '../document/review.ts'
import type { Shape } from '../document/shape.ts'
import { checkShape, flag, text } from '../document/shape.ts'
import { autodetectionFault } from './autodetection.ts'
import { bgpShape, checkBgp, fillBgp, type CalicoBgp, type CalicoBgpOptions } from './bgp.ts'
import {
  checkPools,
  encapsulationShape,
  fillPool,
  poolsShape,
  type CalicoPool,
  type CalicoPoolOptions,
  type EncapsulationMode,
} from './pools.ts'

/** What a user says about Calico; everything left out takes Calico's default. */
export interface CalicoOptions {
  /** Default `Always`, as in Calico's manifest; `Never` when `vxlan` is given. */
  readonly ipip?: EncapsulationMode
  /** Default `Never`. Of a dual-stack cluster it is that of the IPv6 pool, too. */
  readonly vxlan?: EncapsulationMode
  /** The pool, inside the podSubnet. Default: the podSubnet; of a dual-stack cluster a pool for each. */
  readonly cidr?: string
  /** Prefix length of a node's block, 20 to 32. Default 26; of the IPv6 pool of a dual-stack cluster it is 122. */
  readonly blockSize?: number
  /** Whether traffic that leaves the pools is masqueraded. Default true for IPv4, false for IPv6. */
  readonly natOutgoing?: boolean
  /** Several pools, each with its own encapsulation, in the place of the five options above. */
  readonly pools?: readonly CalicoPoolOptions[]
  /** What natOutgoing leaves alone: traffic to pools, or also to the nodes. Default `IPPoolsOnly`. */
  readonly natOutgoingExclusions?: 'IPPoolsOnly' | 'IPPoolsAndHostIPs'
  /** MTU of pods and tunnel devices, in bytes. Default: derived from the fabric's, see {@link calicoMtu}. */
  readonly mtuBytes?: number
  /** How a node finds its own address. Default `first-found`. */
  readonly autodetection?: string
  /** The BGP AS number of all nodes, 1 to 4294967295. Default 64512. */
  readonly asNumber?: number
  /** Who speaks BGP with whom. Default: a full mesh of the nodes. */
  readonly bgp?: CalicoBgpOptions
}

/** Calico's settings with all defaults filled in; only `mtuBytes` stays open. */
export interface CalicoSettings {
  /** In the order in which nodes take addresses from them. */
  readonly pools: readonly [CalicoPool, ...CalicoPool[]]
  /** `vxlan` where Felix programs all routes and no BIRD runs: all pools are VXLAN, and `bgp` is not given. */
  readonly backend: 'bird' | 'vxlan'
  readonly natOutgoingExclusions: 'IPPoolsOnly' | 'IPPoolsAndHostIPs'
  readonly mtuBytes?: number
  readonly autodetection: string
  readonly asNumber: number
  readonly bgp: CalicoBgp
}

/** What of a cluster Calico's settings depend on. */
export interface CalicoCluster {
  readonly podSubnet: string
  /** One of each family; default only `podSubnet`. */
  readonly podSubnets?: readonly string[]
  /** Its nodes, where `bgp` may name them. */
  readonly nodes?: readonly { readonly name: string; readonly shortName: string }[]
}

const shorthand = ['ipip', 'vxlan', 'cidr', 'blockSize', 'natOutgoing'] as const
const shape: Shape = {
  type: 'object',
  keys: {
    ipip: encapsulationShape,
    vxlan: encapsulationShape,
    cidr: text,
    blockSize: { type: 'integer', min: 0, max: 128 },
    natOutgoing: flag,
    pools: poolsShape,
    natOutgoingExclusions: { type: 'string', oneOf: ['IPPoolsOnly', 'IPPoolsAndHostIPs'] },
    mtuBytes: { type: 'integer', min: 576, max: 65535 },
    autodetection: text,
    asNumber: { type: 'integer', min: 1, max: 4294967295 },
    bgp: bgpShape,
  },
}

/**
 * Fills in Calico's defaults, and refuses what Calico refuses.
 *
 * @throws {@link TopologyError} with every mistake at once: unknown modes, IPIP and VXLAN in one pool, pools that overlap, a pool outside of
 * the podSubnet or smaller than a block, an unknown autodetection method, a BGP peer that is half said.
 * @example
 * ```ts
 * calicoSettings({ ipip: 'CrossSubnet' }, { podSubnet: '10.98.0.0/16' }).pools[0].blockSize // 26
 * calicoSettings({ pools: [{ cidr: '10.98.0.0/17', vxlan: 'Always' }] }, { podSubnet: '10.98.0.0/16' }).backend // 'vxlan'
 * ```
 * @see https://docs.tigera.io/calico/latest/reference/resources/ippool
 */
export function calicoSettings(options: CalicoOptions, cluster: CalicoCluster): CalicoSettings {
  const review = reviewOf(options, 'calico options')
  checkShape(review, options, shape)
  // What is of a wrong type takes its default, so that the rest is checked too, and all mistakes are told at once.
  const sound: CalicoOptions = Object.fromEntries(
    Object.entries(options).filter(([key, value]) => value !== undefined && review.sound([key])),
  )
  const podSubnets = cluster.podSubnets ?? [cluster.podSubnet]
  const settings = withDefaults(sound, podSubnets)
  checkPools(review, settings.pools, podSubnets, pathsOf(sound))
  checkSettings(review, sound, settings, cluster)
  review.settle()
  return settings
}

function withDefaults(options: CalicoOptions, podSubnets: readonly string[]): CalicoSettings {
  const [first, ...rest] = options.pools?.map(fillPool) ?? manifestPools(options, podSubnets)
  const pools = [first ?? fillPool({ cidr: podSubnets[0] ?? '' }, 0), ...rest] as const
  return {
    pools,
    backend: options.bgp === undefined && pools.every(({ vxlan }) => vxlan !== 'Never') ? 'vxlan' : 'bird',
    natOutgoingExclusions: options.natOutgoingExclusions ?? 'IPPoolsOnly',
    autodetection: options.autodetection ?? 'first-found',
    asNumber: options.asNumber ?? 64512,
    bgp: fillBgp(options.bgp),
    ...(options.mtuBytes !== undefined && { mtuBytes: options.mtuBytes }),
  }
}

// The pools that calico-node makes at its first start: one for each family.
function manifestPools(options: CalicoOptions, podSubnets: readonly string[]): CalicoPool[] {
  const cidrs = options.cidr === undefined ? podSubnets.map((subnet) => networkOf(subnet)) : [options.cidr]
  return cidrs.map((cidr, index) => {
    const isIpv6 = isCidr(cidr) && familyOf(cidr) === 6
    const { vxlan, natOutgoing = !isIpv6 } = options
    const ipip = isIpv6 && (cidrs.length > 1 || options.ipip === undefined) ? 'Never' : options.ipip
    const blockSize = isIpv6 && cidrs.length > 1 ? undefined : options.blockSize
    const pool = {
      name: `default-ipv${isIpv6 ? 6 : 4}-ippool`,
      cidr,
      ipip: ipip ?? (vxlan === undefined ? 'Always' : 'Never'),
      vxlan: vxlan ?? 'Never',
      natOutgoing,
    } as const
    return fillPool({ ...pool, ...(blockSize !== undefined && { blockSize }) }, index)
  })
}

function pathsOf({ pools }: CalicoOptions): (index: number, key: string) => Path {
  return (index, key) => (pools === undefined ? [key] : ['pools', index, key])
}

function checkSettings(review: Review, options: CalicoOptions, settings: CalicoSettings, cluster: CalicoCluster): void {
  for (const key of shorthand) {
    if (options.pools !== undefined && options[key] !== undefined)
      review.refuse([key], 'stands beside pools, where each pool has its own; write it there')
  }
  if (options.pools?.length === 0) review.refuse(['pools'], 'is empty; pods need a pool')
  const fault = autodetectionFault(settings.autodetection)
  if (fault !== undefined) review.refuse(['autodetection'], fault)
  const names = cluster.nodes?.flatMap(({ name, shortName }) => [name, shortName])
  checkBgp(review, settings.bgp, names && new Set(names))
}
