import { calicoIpipCrossSubnet } from '../presets/calico-ipip-cross-subnet.ts'
import type { RacksOptions } from '../racks/options.ts'
import { racks } from '../racks/racks.ts'
import type { LabDefinition } from './lab-definition.ts'

/** What of a preset may be another. */
export interface PresetOptions {
  /** The lab's name. Default: the preset's. */
  readonly name?: string
  /** The node image. Default: kind's own; of the reference lab `kindest/node:v1.27.3`. */
  readonly image?: string
}

/** A lab that is ready to be made. */
export interface Preset {
  /** What it shows, in one line. */
  readonly description: string
  /** @throws {@link TopologyError} when the name is no cluster name. */
  define(options?: PresetOptions): LabDefinition
}

/**
 * Labs that are ready to be made, by name; the reference lab is the first. All have two racks of two nodes.
 *
 * @example
 * ```ts
 * const lab = presets['calico-vxlan-crosssubnet'].define({ name: 'mine' })
 * ```
 */
export const presets = {
  'calico-ipip-crosssubnet': {
    description: 'the reference lab: no encapsulation inside a rack, IP-in-IP between racks',
    define: calicoIpipCrossSubnet,
  },
  'calico-ipip-always': preset('calico-ipip-always', 'IP-in-IP between all nodes, also inside a rack', {
    calico: { ipip: 'Always' },
  }),
  'calico-vxlan-crosssubnet': preset('calico-vxlan-crosssubnet', 'VXLAN between racks, and no BGP', {
    calico: { vxlan: 'CrossSubnet' },
  }),
  'calico-bgp-to-the-rack': preset(
    'calico-bgp-to-the-rack',
    'BGP with the gateway of each rack, and no encapsulation',
    {
      gateway: 'frr',
      gateways: 'per-rack',
      bgp: 'to-the-rack',
    },
  ),
  'calico-dual-stack': preset('calico-dual-stack', 'IPv4 and IPv6, VXLAN between racks', { ipFamily: 'dual' }),
  'flannel-vxlan': preset('flannel-vxlan', "flannel's VXLAN between racks, its DirectRouting inside", {
    flannel: { backend: 'vxlan', directRouting: true },
  }),
} as const satisfies Readonly<Record<string, Preset>>

function preset(ownName: string, description: string, options: Partial<RacksOptions>): Preset {
  return {
    description,
    define: ({ name = ownName, image } = {}) =>
      racks({ name, racks: 2, nodesPerRack: 2, ...(image !== undefined && { image }), ...options }),
  }
}
