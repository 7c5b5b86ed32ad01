import { compareAddresses, familyOf, selects, type CalicoBgpPeer } from '@underlay/configs'
import type { CalicoNode, CalicoRecord } from '../record.ts'
import { addressOf, hostPart, nodeOf, type Family } from './node.ts'

/** A BGP session as a node is told to have it. */
export interface BgpPeering {
  /** As Calico names it: `Mesh_10_1_5_11`, `Global_10_1_5_1`, `Node_10_1_5_1`. */
  readonly name: string
  readonly family: Family
  readonly address: string
  readonly asNumber: number
  /** Waits for the other end to connect. */
  readonly passive: boolean
  /** The node reflects to this peer, under this cluster ID. */
  readonly reflects: string | undefined
  readonly nextHopMode: 'Auto' | 'Self' | 'Keep'
  readonly allowLocalAs: number
}

/** A node's AS number. */
export function asNumberOf({ settings }: CalicoRecord, shortName: string, { name }: CalicoNode): number {
  const { nodeAsNumbers } = settings.bgp
  return nodeAsNumbers[shortName] ?? nodeAsNumbers[name] ?? settings.asNumber
}

/**
 * The sessions of a node: the mesh, BGPPeers for all nodes, those for some nodes, and last what makes them symmetric.
 *
 * @see https://github.com/projectcalico/calico/blob/v3.32.1/confd/pkg/backends/calico/bgp_processor.go
 * @see https://github.com/projectcalico/calico/blob/v3.32.1/confd/pkg/backends/calico/client.go
 */
export function bgpPeerings(calico: CalicoRecord, nodeName: string, family: Family): BgpPeering[] {
  const own = addressOf(nodeOf(calico, nodeName), family)
  if (own === undefined) return []
  const { bgp } = calico.settings
  const candidates = [
    ...meshPeers(calico, nodeName, family),
    ...bgp.peers.filter(isGlobal).flatMap((peer) => ends(calico, peer, family, 'Global')),
    ...bgp.peers
      .filter((peer) => !isGlobal(peer) && isNear(calico, peer, nodeName))
      .flatMap((peer) => ends(calico, peer, family, 'Node')),
    ...bgp.peers
      .filter((peer) => isFar(calico, peer, nodeName, family))
      .flatMap((peer) => nodesOf(calico, (name) => isNear(calico, peer, name), family, 'Node', peer)),
  ]
  const first = new Map<string, Candidate>()
  for (const candidate of candidates) {
    if (candidate.address !== hostPart(own.address) && !first.has(candidate.address))
      first.set(candidate.address, candidate)
  }
  return [...first.values()].map((candidate) => peering(calico, nodeName, hostPart(own.address), family, candidate))
}

interface Candidate {
  readonly type: 'Mesh' | 'Global' | 'Node'
  readonly address: string
  readonly asNumber: number
  /** The peer's short name, where it is a node. */
  readonly node?: string
  readonly peer?: CalicoBgpPeer
}

function peering(
  calico: CalicoRecord,
  nodeName: string,
  own: string,
  family: Family,
  candidate: Candidate,
): BgpPeering {
  const { type, address, asNumber, node, peer } = candidate
  const clusterId = clusterIdOf(calico, nodeName)
  const isInternal = asNumber === asNumberOf(calico, nodeName, nodeOf(calico, nodeName))
  const reflects = isInternal && (node === undefined || clusterIdOf(calico, node) !== clusterId) ? clusterId : undefined
  return {
    name: `${type}_${address.replaceAll(/[.:]/g, '_')}`,
    family,
    address,
    asNumber,
    // Of two nodes one connects and the other waits: two connections at a time would cost seconds.
    passive: node !== undefined && compareAddresses(address, own) > 0,
    reflects,
    nextHopMode: peer?.nextHopMode ?? 'Auto',
    allowLocalAs: peer?.numAllowedLocalASNumbers ?? 0,
  }
}

// A route reflector is none of the mesh.
function meshPeers(calico: CalicoRecord, nodeName: string, family: Family): Candidate[] {
  if (!calico.settings.bgp.mesh || clusterIdOf(calico, nodeName) !== undefined) return []
  return nodesOf(calico, (name) => clusterIdOf(calico, name) === undefined, family, 'Mesh')
}

function isGlobal({ node, nodeSelector }: CalicoBgpPeer): boolean {
  return node === undefined && nodeSelector === undefined
}

// Those whom a BGPPeer names.
function ends(calico: CalicoRecord, peer: CalicoBgpPeer, family: Family, type: Candidate['type']): Candidate[] {
  const { peerIP, peerSelector, asNumber = 0 } = peer
  if (peerSelector !== undefined) return nodesOf(calico, (name) => fits(calico, name, peerSelector), family, type, peer)
  if (peerIP === undefined || familyOf(peerIP) !== family) return []
  const node = nodeAt(calico, peerIP, family)
  return [{ type, address: peerIP, asNumber, peer, ...(node !== undefined && { node }) }]
}

function nodesOf(
  calico: CalicoRecord,
  takes: (name: string) => boolean,
  family: Family,
  type: Candidate['type'],
  peer?: CalicoBgpPeer,
): Candidate[] {
  return Object.entries(calico.nodes).flatMap(([name, node]) => {
    const own = addressOf(node, family)
    if (own === undefined || !takes(name)) return []
    const asNumber = asNumberOf(calico, name, node)
    return [{ type, address: hostPart(own.address), asNumber, node: name, ...(peer && { peer }) }]
  })
}

// Whether a BGPPeer is one of the node.
function isNear(calico: CalicoRecord, { node, nodeSelector }: CalicoBgpPeer, nodeName: string): boolean {
  if (nodeSelector !== undefined) return fits(calico, nodeName, nodeSelector)
  return node === undefined || [nodeName, nodeOf(calico, nodeName).name].includes(node)
}

// Whether a BGPPeer of others names the node: it then speaks to them too.
function isFar(
  calico: CalicoRecord,
  { peerIP, peerSelector, asNumber }: CalicoBgpPeer,
  nodeName: string,
  family: Family,
): boolean {
  if (peerSelector !== undefined) return fits(calico, nodeName, peerSelector)
  if (peerIP === undefined || nodeAt(calico, peerIP, family) !== nodeName) return false
  return asNumberOf(calico, nodeName, nodeOf(calico, nodeName)) === asNumber
}

function nodeAt(calico: CalicoRecord, address: string, family: Family): string | undefined {
  return Object.keys(calico.nodes).find(
    (name) => hostPart(addressOf(nodeOf(calico, name), family)?.address ?? '') === address,
  )
}

function fits(calico: CalicoRecord, nodeName: string, selector: string): boolean {
  return selects(selector, nodeOf(calico, nodeName).labels)
}

function clusterIdOf(calico: CalicoRecord, nodeName: string): string | undefined {
  const { routeReflectors } = calico.settings.bgp
  return routeReflectors[nodeName] ?? routeReflectors[nodeOf(calico, nodeName).name]
}
