import type { Cluster } from '../cluster/cluster.ts'
import { gatewayBgpSessions } from '../gateway/bgp-sessions.ts'
import { parseBirdSessions } from './parse-bird.ts'
import { notRunning, type BgpSession } from './session.ts'

/**
 * The BGP sessions of all nodes, as BIRD shows them, and of the gateways, as their own software does; none where neither
 * the CNI nor a gateway has BGP.
 *
 * A place whose daemon does not run has one row that says so.
 *
 * Gateways that containerlab runs are left out: their software is in their own images.
 *
 * @example
 * const down = (await bgpSessions(cluster)).filter(({ state }) => state !== 'Established')
 */
export async function bgpSessions(cluster: Cluster): Promise<BgpSession[]> {
  const [said, ofGateways] = await Promise.all([
    cluster.internals.birdProtocols(),
    gatewayBgpSessions(cluster.internals),
  ])
  const ofNodes = [...said].flatMap(([node, outputs]) =>
    outputs.flatMap((output) => (output === undefined ? notRunning(node, 'BIRD') : parseBirdSessions(node, output))),
  )
  return [...ofNodes, ...ofGateways]
}
