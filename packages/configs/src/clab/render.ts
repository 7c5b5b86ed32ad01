import { stringify } from 'yaml'
import type { ClabTopology } from './topology.ts'

/**
 * Writes a topology as the YAML that `containerlab deploy -t` reads.
 *
 * @example
 * ```ts
 * renderClabTopology({ name: 'lab', topology: { nodes: { 'br-pool0': { kind: 'bridge' } } } })
 * ```
 */
export function renderClabTopology(topology: ClabTopology): string {
  return stringify(topology, { lineWidth: 0, aliasDuplicateObjects: false })
}
