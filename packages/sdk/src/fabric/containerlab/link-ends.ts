import type { ClusterModel, FabricEndpoint, FabricModel } from '@underlay/configs'
import type { Devices } from '../../plan/observe.ts'
import type { Plan } from '../../plan/plan.ts'
import { fabricNamespaces } from '../places.ts'
import { hostNamespace } from './driver.ts'

/** An end of a link, and the helper's name for the namespace that it lies in. */
export interface LinkEnd {
  readonly namespace: string
  readonly device: string
  readonly role: FabricEndpoint['role']
}

/**
 * Where containerlab puts the ends of a fabric's links: in nodes, in gateways' containers, and on the host.
 *
 * @example
 * ```ts
 * linkEnds(fabric, cluster)[0] // { namespace: '_host', device: 'br-pool0-net0', role: 'bridge' }
 * ```
 */
export function linkEnds(fabric: FabricModel, cluster: ClusterModel): readonly LinkEnd[] {
  const namespaces = fabricNamespaces(fabric, cluster)
  return fabric.links
    .flatMap(({ endpoints }) => endpoints)
    .map(({ node, interface: device, role }) => ({
      namespace: role === 'bridge' ? hostNamespace : (namespaces.get(node) ?? node),
      device,
      role,
    }))
}

/** The plans that make every end compute its own checksums, as the built-in wiring does. */
export function planOffload(ends: readonly LinkEnd[]): readonly Plan[] {
  const namespaces = [...new Set(ends.map(({ namespace }) => namespace))]
  return namespaces.map((namespace) => ({
    namespace,
    instructions: ends.filter((end) => end.namespace === namespace).map(({ device }) => `tx-off ${device}`),
  }))
}

/** The ends that are not there. */
export function missingEnds(ends: readonly LinkEnd[], devices: Devices): readonly LinkEnd[] {
  return ends.filter(({ namespace, device }) => devices.get(namespace)?.has(device) !== true)
}

/**
 * The plans that remove what an earlier deployment left in the cluster's nodes, which outlive containerlab's containers;
 * with each goes its other end. Nothing is removed on the host by its name alone.
 */
export function planLeftovers(ends: readonly LinkEnd[], devices: Devices): readonly Plan[] {
  return ends
    .filter((end) => end.role === 'server' && missingEnds([end], devices).length === 0)
    .map(({ namespace, device }) => ({ namespace, instructions: [`ip link del ${device}`] }))
}
