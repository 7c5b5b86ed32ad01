import { bgpSessions } from '../bgp/bgp-sessions.ts'
import type { BgpSession } from '../bgp/session.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { LabError } from '../errors.ts'
import type { AbsentLayer, LayerFinding } from './verification.ts'

/** `bgp`: what all sessions say, or that there are none. */
export async function judgeBgp(cluster: Cluster): Promise<readonly (LayerFinding | AbsentLayer)[]> {
  try {
    return judgeSessions(await bgpSessions(cluster), hasMesh(cluster))
  } catch (error) {
    if (!(error instanceof LabError)) throw error
    const summary = `the sessions are not known: ${error.message.split('\n')[0]}`
    return [{ layer: 'bgp', from: cluster.name, outcome: 'inconclusive', summary, message: error.message }]
  }
}

/** Judges sessions; `expected` says whether the CNI has some. */
export function judgeSessions(
  sessions: readonly BgpSession[],
  expected: boolean,
): readonly (LayerFinding | AbsentLayer)[] {
  if (sessions.length === 0) {
    if (!expected) return [{ layer: 'bgp', reason: 'neither the CNI nor a gateway has BGP' }]
    const summary = 'no BIRD shows a session, and nodes get their routes by BGP'
    return [{ layer: 'bgp', from: 'nodes', outcome: 'inconclusive', summary, message: summary }]
  }
  return sessions.map(({ node, neighbor, remoteAs, state, prefixesReceived }) => {
    const head = `${node}: BGP to ${neighbor} (AS ${remoteAs})`
    const isUp = state === 'Established'
    const down = neighbor === '' ? `${node}: ${state}` : `${head} is ${state || 'down'}`
    const summary = isUp ? `${head} is established, ${prefixesReceived} prefixes` : down
    const sides = { expected: 'Established', actual: state }
    return {
      layer: 'bgp',
      from: node,
      ...(neighbor !== '' && { to: neighbor }),
      outcome: isUp ? 'pass' : 'fail',
      summary,
      message: summary,
      ...sides,
    }
  })
}

function hasMesh({ cni, internals }: Cluster): boolean {
  const nodes = internals.model().cluster.nodes.length
  return nodes > 1 && (cni?.calico?.backend === 'bird' || (cni?.pools.some(({ ipip }) => ipip !== 'Never') ?? false))
}
