import type { Cluster } from '../../cluster/cluster.ts'
import { run } from '../../host/run.ts'

/** Whether a lab's BGP sessions are up: one entry for each session of each node. */
export interface BgpSession {
  readonly node: string
  readonly name: string
  readonly state: string
}

/**
 * The BGP sessions of all nodes, as BIRD shows them.
 *
 * @example
 * const down = (await bgpSessions(cluster)).filter(({ state }) => state !== 'Established')
 */
export async function bgpSessions(cluster: Cluster): Promise<BgpSession[]> {
  const names = Object.keys(cluster.internals.state().calico?.nodes ?? {})
  const lists = await Promise.all(
    names.map(async (node) => {
      const said = await run(cluster.internals, node, ['birdc', '-s', `/run/bird/${node}.ctl`, 'show', 'protocols'])
      return parseBirdSessions(node, said)
    }),
  )
  return lists.flat()
}

/** The BGP lines of `birdc show protocols`: name, protocol, table, state, since, info. */
export function parseBirdSessions(node: string, output: string): BgpSession[] {
  return output.split('\n').flatMap((line) => {
    const columns = line.trim().split(/\s+/)
    if (columns[1] !== 'BGP') return []
    return [{ node, name: columns[0] ?? '', state: columns.slice(5).join(' ') || (columns[3] ?? '') }]
  })
}
