import type { ClabTopology } from '@underlay/configs'

/**
 * The name of a node's container: `clab-<lab>-<node>`; the topology's `prefix` stands in place of `clab`, an empty one
 * leaves the node's name alone, and `__lab-name` leaves `<lab>-<node>`.
 *
 * @example
 * ```ts
 * containerName({ name: 'lab' }, 'gw0') // 'clab-lab-gw0'
 * ```
 * @see https://containerlab.dev/manual/topo-def-file/#prefix
 */
export function containerName({ name, prefix = 'clab' }: Pick<ClabTopology, 'name' | 'prefix'>, node: string): string {
  if (prefix === '') return node
  return prefix === '__lab-name' ? `${name}-${node}` : `${prefix}-${name}-${node}`
}
