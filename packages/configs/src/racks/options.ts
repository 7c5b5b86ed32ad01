import type { CalicoOptions } from '../calico/settings.ts'
import type { Impairment } from '../clab/fabric.ts'
import type { Review } from '../document/review.ts'
import type { Shape } from '../document/shape.ts'
import { anything, checkShape, text } from '../document/shape.ts'
import type { FlannelOptions } from '../flannel/settings.ts'
import type { GatewayKind } from '../gateway/config.ts'
import type { KindIpFamily } from '../kind/config.ts'
import type { KubernetesObject } from '../workload/manifest.ts'

/**
 * How racks reach one another.
 *
 * - `one`: a gateway with a foot in every rack.
 * - `chain`: a gateway for each rack, in a row; what is three racks away passes four of them.
 * - `per-rack`: a gateway for each rack, all on one bridge between them, the spine.
 * - `none`: the racks' bridges are in a row, and every node takes the whole fabric for on-link.
 */
export type RackGateways = 'one' | 'chain' | 'per-rack' | 'none'

/** What {@link racks} makes a lab of; everything left out takes its default. */
export interface RacksOptions {
  /** The lab's name. Default `racks`. */
  readonly name?: string
  /** How many racks; or the subnet of each, `['10.1.5.0/24', '10.1.8.0/24']`, of a dual lab one of each family, parted by a comma. */
  readonly racks: number | readonly string[]
  readonly nodesPerRack: number
  /** The node image, such as `kindest/node:v1.27.3`. Default: kind's own. */
  readonly image?: string
  /** Default `ipv4`. */
  readonly ipFamily?: KindIpFamily
  /** The network that racks are cut from; of a dual lab one of each family, parted by a comma. Default `10.1.0.0/16`, `fd00:10:1::/48`. */
  readonly fabric?: string
  /** Default 24: the racks are 10.1.0.0/24, 10.1.1.0/24, …; IPv6 racks are always /64. */
  readonly rackPrefixLength?: number
  /** Default `10.98.0.0/16`, `fd00:10:98::/56`. */
  readonly podSubnet?: string
  /** Default: kind's own, `10.96.0.0/16`, `fd00:10:96::/112`. */
  readonly serviceSubnet?: string
  /**
   * What gateways run. Default `vyos`, which masquerades what leaves the fabric's IPv4 network; `frr` routes only, and so
   * does `linux`, whose lines any image with iproute2 runs.
   */
  readonly gateway?: GatewayKind
  /** Default `one`. */
  readonly gateways?: RackGateways
  /**
   * Who speaks BGP. `mesh`, the default, leaves it to Calico's options. `to-the-rack` is between each node and the gateway of
   * its rack, each with an AS number of its own, and between gateways: then the fabric itself knows every block of pod
   * addresses, and nothing need be encapsulated.
   */
  readonly bgp?: 'mesh' | 'to-the-rack'
  /** MTU of each link, in bytes. Default 1500. */
  readonly mtuBytes?: number
  /** What the links between racks do to packets, in each direction alike: delay, jitter, loss, rate. Default: nothing. */
  readonly uplinks?: Impairment
  /** Default: IPIP CrossSubnet. The address of a node is always that of its `net0`. */
  readonly calico?: CalicoOptions
  /** flannel instead of Calico. */
  readonly flannel?: FlannelOptions
  /** Default: one pod for each node behind the NodePort 32000. */
  readonly workload?: readonly KubernetesObject[]
}

const count: Shape = { type: 'integer', min: 1, max: 1000 }
const shape: Shape = {
  type: 'object',
  required: ['racks', 'nodesPerRack'],
  keys: {
    name: text,
    racks: anything,
    nodesPerRack: count,
    image: text,
    ipFamily: { type: 'string', oneOf: ['ipv4', 'ipv6', 'dual'] },
    fabric: text,
    rackPrefixLength: { type: 'integer', min: 1, max: 30 },
    podSubnet: text,
    serviceSubnet: text,
    gateway: { type: 'string', oneOf: ['vyos', 'frr', 'linux'] },
    gateways: { type: 'string', oneOf: ['one', 'chain', 'per-rack', 'none'] },
    bgp: { type: 'string', oneOf: ['mesh', 'to-the-rack'] },
    mtuBytes: { type: 'integer', min: 576, max: 65535 },
    // The topology's own check reads it.
    uplinks: anything,
    calico: anything,
    flannel: anything,
    workload: { type: 'list', of: anything },
  },
}

/** Refuses options of a wrong type, and both CNIs at once. */
export function checkOptions(review: Review, options: RacksOptions): void {
  checkShape(review, options, shape)
  const listed: Shape = Array.isArray(options.racks) ? { type: 'list', of: text } : count
  if (options.racks !== undefined) checkShape(review, options.racks, listed, ['racks'])
  if (options.calico !== undefined && options.flannel !== undefined)
    review.refuse(['flannel'], 'is given beside calico; a cluster has one CNI: leave one of them out')
  if (options.bgp === 'to-the-rack') checkBgp(review, options)
}

function checkBgp(review: Review, { gateway, gateways, calico, flannel }: RacksOptions): void {
  const refuse = (why: string): void => review.refuse(['bgp'], `is to-the-rack, but ${why}`)
  if (gateways === 'none')
    refuse("gateways is none, and there is nobody to speak to; choose 'one', 'per-rack' or 'chain'")
  if (gateway === 'linux') refuse("gateway is linux, which only has written routes; choose 'frr' or 'vyos'")
  if (flannel !== undefined) refuse('flannel has no BGP; use calico')
  if (calico?.bgp !== undefined) refuse('calico.bgp says otherwise; leave one of them out')
}
