import { cidrInside, isIpv4Cidr, networkOf, parseCidr } from '../address/cidr.ts'
import type { Review } from '../document/review.ts'
import { reviewOf } from '../document/review.ts'
import type { Shape } from '../document/shape.ts'
import { checkShape, flag, text } from '../document/shape.ts'
import { autodetectionFault } from './autodetection.ts'

/** When Calico encapsulates: always, only between subnets, or never. */
export type EncapsulationMode = 'Always' | 'CrossSubnet' | 'Never'

/** What a user says about Calico; everything left out takes Calico's default. */
export interface CalicoOptions {
  /** Default `Always`, as in Calico's manifest; `Never` when `vxlan` is given. */
  readonly ipip?: EncapsulationMode
  /** Default `Never`. */
  readonly vxlan?: EncapsulationMode
  /** The pool, an IPv4 CIDR inside the podSubnet. Default: the podSubnet. */
  readonly cidr?: string
  /** Prefix length of a node's block, 20 to 32. Default 26. */
  readonly blockSize?: number
  /** Whether traffic that leaves the pools is masqueraded. Default true. */
  readonly natOutgoing?: boolean
  /** MTU of pods and tunnel devices, in bytes. Default: derived from the fabric's, see {@link tunnelMtu}. */
  readonly mtuBytes?: number
  /** How a node finds its own address. Default `first-found`. */
  readonly autodetection?: string
  /** The BGP AS number of all nodes, 1 to 4294967295. Default 64512. */
  readonly asNumber?: number
}

/** Calico's settings with all defaults filled in; only `mtuBytes` stays open. */
export interface CalicoSettings {
  readonly ipip: EncapsulationMode
  readonly vxlan: EncapsulationMode
  readonly cidr: string
  readonly blockSize: number
  readonly natOutgoing: boolean
  readonly mtuBytes?: number
  readonly autodetection: string
  readonly asNumber: number
}

const mode: Shape = { type: 'string', oneOf: ['Always', 'CrossSubnet', 'Never'] }
const shape: Shape = {
  type: 'object',
  keys: {
    ipip: mode,
    vxlan: mode,
    cidr: text,
    blockSize: { type: 'integer', min: 20, max: 32 },
    natOutgoing: flag,
    mtuBytes: { type: 'integer', min: 576, max: 65535 },
    autodetection: text,
    asNumber: { type: 'integer', min: 1, max: 4294967295 },
  },
}

/**
 * Fills in Calico's defaults, and refuses what Calico refuses.
 *
 * @throws {@link TopologyError} with every mistake at once: unknown modes, IPIP and VXLAN in one pool, a pool outside of the podSubnet or
 * smaller than a block, an unknown autodetection method.
 * @example
 * ```ts
 * calicoSettings({ ipip: 'CrossSubnet' }, { podSubnet: '10.98.0.0/16' }).blockSize // 26
 * ```
 * @see https://docs.tigera.io/calico/latest/reference/resources/ippool
 */
export function calicoSettings(options: CalicoOptions, cluster: { readonly podSubnet: string }): CalicoSettings {
  const review = reviewOf(options, 'calico options')
  checkShape(review, options, shape)
  // What is of a wrong type takes its default, so that the rest is checked too, and all mistakes are told at once.
  const sound: CalicoOptions = Object.fromEntries(Object.entries(options).filter(([key]) => review.sound([key])))
  const settings = withDefaults(sound, cluster.podSubnet)
  checkSettings(review, settings, cluster.podSubnet)
  review.settle()
  return settings
}

function withDefaults(options: CalicoOptions, podSubnet: string): CalicoSettings {
  return {
    ipip: options.ipip ?? (options.vxlan === undefined ? 'Always' : 'Never'),
    vxlan: options.vxlan ?? 'Never',
    cidr: options.cidr ?? networkOf(podSubnet),
    blockSize: options.blockSize ?? 26,
    natOutgoing: options.natOutgoing ?? true,
    autodetection: options.autodetection ?? 'first-found',
    asNumber: options.asNumber ?? 64512,
    ...(options.mtuBytes !== undefined && { mtuBytes: options.mtuBytes }),
  }
}

function checkSettings(review: Review, settings: CalicoSettings, podSubnet: string): void {
  const { ipip, vxlan, cidr, blockSize } = settings
  if (ipip !== 'Never' && vxlan !== 'Never') {
    review.refuse(
      ['vxlan'],
      `is ${vxlan} while ipip is ${ipip}; a pool has one encapsulation: set one of them to Never`,
    )
  }
  if (!isIpv4Cidr(cidr)) review.refuse(['cidr'], `'${cidr}' is not an IPv4 CIDR such as ${podSubnet}`)
  else if (networkOf(cidr) !== cidr) review.refuse(['cidr'], `${cidr} has host bits set; write ${networkOf(cidr)}`)
  else {
    if (parseCidr(cidr).prefixLength > blockSize) {
      review.refuse(
        ['cidr'],
        `${cidr} is smaller than one block (/${blockSize}); use a wider cidr or a longer blockSize`,
      )
    }
    if (!cidrInside(cidr, podSubnet))
      review.refuse(['cidr'], `${cidr} is not inside the podSubnet ${podSubnet} of the kind config`)
  }
  const fault = autodetectionFault(settings.autodetection)
  if (fault !== undefined) review.refuse(['autodetection'], fault)
}
