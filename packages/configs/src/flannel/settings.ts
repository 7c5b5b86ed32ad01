import { isIpv4Cidr, networkOf } from '../address/cidr.ts'
import { isIpv4 } from '../address/ip.ts'
import { interfaceNameFault } from '../address/names.ts'
import type { Review } from '../document/review.ts'
import { reviewOf } from '../document/review.ts'
import type { Shape } from '../document/shape.ts'
import { checkShape, flag, text } from '../document/shape.ts'
import { imageNameFault } from '../workload/image-name.ts'

/** How flannel's packets reach another node. */
export type FlannelBackend = 'vxlan' | 'ipip' | 'host-gw'

/** What a user says about flannel; everything left out takes flannel's default. */
export interface FlannelOptions {
  /** Default `vxlan`. */
  readonly backend?: FlannelBackend
  /** Whether peers that the kernel reaches without a gateway are reached without a tunnel. Default false; host-gw does nothing else, and takes no such option. */
  readonly directRouting?: boolean
  /** VXLAN's network identifier, 1 to 9999999, so that the device's name fits. Default 1. */
  readonly vni?: number
  /** VXLAN's UDP port. Default 8472, the kernel's, which is not VXLAN's registered 4789. */
  readonly port?: number
  /** The interface between nodes, a name or an address. Default: the manifest's, else that of the default route. */
  readonly iface?: string
  /** flanneld's image. Default: the manifest's. */
  readonly image?: string
  /** The image that holds the CNI plugin `flannel`. Default: the manifest's. */
  readonly cniPluginImage?: string
}

/** flannel's settings with all defaults filled in; interface and images stay open. */
export interface FlannelSettings {
  readonly network: string
  readonly backend: FlannelBackend
  readonly directRouting: boolean
  readonly vni: number
  readonly port: number
  readonly iface?: string
  readonly image?: string
  readonly cniPluginImage?: string
}

const shape: Shape = {
  type: 'object',
  keys: {
    backend: { type: 'string', oneOf: ['vxlan', 'ipip', 'host-gw'] },
    directRouting: flag,
    vni: { type: 'integer', min: 1, max: 9_999_999 },
    port: { type: 'integer', min: 1, max: 65535 },
    iface: text,
    image: text,
    cniPluginImage: text,
  },
}

/**
 * Fills in flannel's defaults, and refuses what flannel cannot do.
 *
 * @throws {@link TopologyError} with every mistake at once: an unknown backend, directRouting with host-gw, vni or port without vxlan, names that are none.
 * @example
 * ```ts
 * flannelSettings({ directRouting: true }, { podSubnet: '10.98.0.0/16' }).port // 8472
 * ```
 * @see https://github.com/flannel-io/flannel/blob/master/Documentation/backends.md
 */
export function flannelSettings(options: FlannelOptions, cluster: { readonly podSubnet: string }): FlannelSettings {
  const review = reviewOf(options, 'flannel options')
  checkShape(review, options, shape)
  // What is of a wrong type takes its default, so that the rest is checked too, and all mistakes are told at once.
  const sound: FlannelOptions = Object.fromEntries(
    Object.entries(options).filter(([key, value]) => value !== undefined && review.sound([key])),
  )
  checkOptions(review, sound)
  const { podSubnet } = cluster
  if (!isIpv4Cidr(podSubnet))
    review.refuse([], `needs the podSubnet of the kind config as an IPv4 CIDR, not '${podSubnet}'`)
  review.settle()
  const defaults = { backend: 'vxlan', directRouting: false, vni: 1, port: 8472 } as const
  return { network: networkOf(podSubnet), ...defaults, ...sound }
}

function checkOptions(review: Review, options: FlannelOptions): void {
  const { backend = 'vxlan', directRouting = false, iface, image, cniPluginImage } = options
  if (backend === 'host-gw' && directRouting)
    review.refuse(['directRouting'], 'has no meaning with host-gw, which never encapsulates; leave it out')
  for (const key of ['vni', 'port'] as const) {
    if (backend !== 'vxlan' && options[key] !== undefined)
      review.refuse([key], `has no meaning with the backend ${backend}; leave it out, or use vxlan`)
  }
  const fault = iface === undefined || isIpv4(iface) ? undefined : interfaceNameFault(iface)
  if (fault !== undefined) review.refuse(['iface'], fault)
  for (const [key, name] of Object.entries({ image, cniPluginImage })) {
    const nameFault = name === undefined ? undefined : imageNameFault(name)
    if (nameFault !== undefined) review.refuse([key], nameFault)
  }
}
