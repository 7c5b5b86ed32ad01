import { racks } from '../racks/racks.ts'
import type { LabPreset } from './lab-preset.ts'

/**
 * The reference lab: two racks of two nodes around the gateway gw0, Calico with IPIP CrossSubnet, one pod for each node behind a NodePort.
 *
 * Defaults: name `calico-ipip-crosssubnet`, node image `kindest/node:v1.27.3`. Calico's autodetection is set to `interface=net0`,
 * because `first-found` may take kind's eth0, and then nothing is ever encapsulated.
 *
 * @throws {@link TopologyError} when the name is no cluster name.
 * @example
 * ```ts
 * const { kind, clab, files } = calicoIpipCrossSubnet({ name: 'lab' })
 * const fabric = describeFabric(clab, { cluster: describeCluster(kind), files })
 * ```
 */
export function calicoIpipCrossSubnet(overrides: { readonly name?: string; readonly image?: string } = {}): LabPreset {
  const { name = 'calico-ipip-crosssubnet', image = 'kindest/node:v1.27.3' } = overrides
  return racks({ name, image, racks: ['10.1.5.0/24', '10.1.8.0/24'], nodesPerRack: 2 })
}
