import type { Cluster } from '../../cluster/cluster.ts'

/** Whether a lab's BGP sessions are up: one entry for each session of each node. */
export interface BgpSession {
  readonly node: string
  readonly name: string
  readonly state: string
}

/**
 * The BGP sessions of all nodes, as BIRD shows them; none where the CNI has no BGP.
 *
 * @example
 * const down = (await bgpSessions(cluster)).filter(({ state }) => state !== 'Established')
 */
export async function bgpSessions(cluster: Cluster): Promise<BgpSession[]> {
  const said = await cluster.internals.birdProtocols()
  return [...said].flatMap(([node, output]) => parseBirdSessions(node, output))
}

/** The BGP lines of `birdc show protocols`: name, protocol, table, state, since, info. */
export function parseBirdSessions(node: string, output: string): BgpSession[] {
  return output.split('\n').flatMap((line) => {
    const columns = line.trim().split(/\s+/)
    if (columns[1] !== 'BGP') return []
    return [{ node, name: columns[0] ?? '', state: columns.slice(5).join(' ') || (columns[3] ?? '') }]
  })
}
