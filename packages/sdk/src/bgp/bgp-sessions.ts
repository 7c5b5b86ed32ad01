import type { Cluster } from '../cluster/cluster.ts'
import { gatewayBgpSessions } from '../gateway/bgp-sessions.ts'
import { parseBirdSessions } from './parse-bird.ts'
import type { BgpSession } from './session.ts'

/**
 * The BGP sessions of all nodes, as BIRD shows them, and of the gateways, as their own software does; none where neither
 * the CNI nor a gateway has BGP.
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
  return [...[...said].flatMap(([node, output]) => parseBirdSessions(node, output)), ...ofGateways]
}
