import { isParsed } from '../document/position.ts'
import { reviewOf } from '../document/review.ts'
import type { Issue } from '../issue/issue.ts'
import { bridgeDevice } from './node-place.ts'
import type { ClabTopology } from './topology.ts'

/**
 * Which of the machine's own bridges a topology that was parsed from a text names as nodes of its own: each is a link to
 * the machine, and to what else is on that bridge.
 *
 * @param bridges the names of the bridges that are there, and not the lab's.
 * @example
 * ```ts
 * const topology = parseClabTopology('name: lab\ntopology:\n  nodes:\n    docker0:\n      kind: bridge\n')
 * requestedBridges(topology, ['docker0'])[0]?.message // "is a link to the machine: its bridge docker0"
 * ```
 */
export function requestedBridges(topology: ClabTopology, bridges: readonly string[]): readonly Issue[] {
  const review = reviewOf(topology, 'topology')
  const { nodes } = topology.topology
  const isForeign = [topology, topology.topology, nodes].some(isParsed)
  for (const [name, node] of Object.entries(nodes)) {
    const bridge = bridgeDevice(name)
    if (bridges.includes(bridge) && (isForeign || isParsed(node)))
      review.refuse(['topology', 'nodes', name], `is a link to the machine: its bridge ${bridge}`, 'key')
  }
  return review.issues
}
