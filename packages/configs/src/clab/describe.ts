import { reviewOf } from '../document/review.ts'
import type { FabricModel } from './fabric.ts'
import type { FabricContext } from './review-fabric.ts'
import { reviewFabric } from './review-fabric.ts'
import type { ClabTopology } from './topology.ts'

/**
 * Derives the fabric from a topology and the cluster that it wires: bridges, gateways, servers, links.
 *
 * A gateway with a bound `config.boot` is read from that file; any other linux node without `network-mode` is a plain Linux gateway.
 *
 * @throws {@link TopologyError} with every mistake at once, and everything that the built-in wiring cannot realise.
 * @example
 * ```ts
 * const { kind, clab, files } = calicoIpipCrossSubnet()
 * describeFabric(clab, { cluster: describeCluster(kind), files }).servers[2]?.defaultRoute // '10.1.8.1'
 * ```
 */
export function describeFabric(topology: ClabTopology, context: FabricContext): FabricModel {
  const review = reviewOf(topology, 'topology')
  const fabric = reviewFabric(review, topology, context)
  review.settle()
  if (!fabric) throw new TypeError('unreachable: a topology without nodes is refused')
  return fabric
}
