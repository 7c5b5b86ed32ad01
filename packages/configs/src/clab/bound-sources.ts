import { readBind } from './bind.ts'
import type { ClabNode, ClabTopology } from './topology.ts'

/**
 * The paths that a topology binds, and those of its startup configurations, each once, as `files` names them: relative ones
 * are beside the topology.
 *
 * @example
 * ```ts
 * boundSources(calicoIpipCrossSubnet().clab) // ['startup-conf/gw0-boot.cfg']
 * ```
 */
export function boundSources({ topology }: ClabTopology): readonly string[] {
  const { defaults, kinds = {}, groups = {}, nodes } = topology
  const all: readonly (ClabNode | null | undefined)[] = [defaults, ...[kinds, groups, nodes].flatMap(Object.values)]
  const sources = all.flatMap((node) => {
    const startup = node?.['startup-config']
    const binds = (node?.binds ?? []).filter((bind) => bind.includes(':'))
    // A startup configuration may stand in the topology itself.
    return [...binds, ...(startup === undefined || startup.includes('\n') ? [] : [startup])]
  })
  return [...new Set(sources.map((source) => readBind(source).source))]
}
