import { isIp, isIpv4 } from '../address/ip.ts'
import type { Review } from '../document/review.ts'
import type { Shape } from '../document/shape.ts'
import { flag, text } from '../document/shape.ts'
import { selectorFault } from './selector.ts'

/** A BGPPeer of Calico's: which nodes (`node` or `nodeSelector`, both left out: every node) speak to whom (`peerIP` or `peerSelector`). */
export interface CalicoBgpPeer {
  /** One node, by any of its names. */
  readonly node?: string
  /** Nodes by their labels: `rack == 'rack0'`. */
  readonly nodeSelector?: string
  /** An address, IPv4 or IPv6; it needs `asNumber`. */
  readonly peerIP?: string
  /** Nodes of the cluster by their labels; their AS numbers are known. */
  readonly peerSelector?: string
  readonly asNumber?: number
  /** `Auto` keeps what BGP says, the default. */
  readonly nextHopMode?: 'Auto' | 'Self' | 'Keep'
  /** How often a node's own AS may stand in a path that it takes, 0 to 10. Default 0. */
  readonly numAllowedLocalASNumbers?: number
}

/** Who speaks BGP with whom, after Calico's BGPConfiguration, BGPPeer and Node. */
export interface CalicoBgpOptions {
  /** `nodeToNodeMeshEnabled`: every node with every other one that is no route reflector. Default true. */
  readonly mesh?: boolean
  /** AS numbers of single nodes, by any of a node's names; others have `asNumber`. */
  readonly nodeAsNumbers?: Readonly<Record<string, number>>
  /** `routeReflectorClusterID` by node, an IPv4 address: these nodes reflect, and leave the mesh. */
  readonly routeReflectors?: Readonly<Record<string, string>>
  readonly peers?: readonly CalicoBgpPeer[]
}

/** BGP with all defaults filled in. */
export type CalicoBgp = Required<CalicoBgpOptions>

const asNumber: Shape = { type: 'integer', min: 1, max: 4294967295 }

export const bgpShape: Shape = {
  type: 'object',
  keys: {
    mesh: flag,
    nodeAsNumbers: { type: 'map', of: asNumber },
    routeReflectors: { type: 'map', of: text },
    peers: {
      type: 'list',
      of: {
        type: 'object',
        keys: {
          node: text,
          nodeSelector: text,
          peerIP: text,
          peerSelector: text,
          asNumber,
          nextHopMode: { type: 'string', oneOf: ['Auto', 'Self', 'Keep'] },
          numAllowedLocalASNumbers: { type: 'integer', min: 0, max: 10 },
        },
      },
    },
  },
}

/** Fills in Calico's defaults. */
export function fillBgp({
  mesh = true,
  nodeAsNumbers = {},
  routeReflectors = {},
  peers = [],
}: CalicoBgpOptions = {}): CalicoBgp {
  return { mesh, nodeAsNumbers, routeReflectors, peers }
}

/** Refuses what Calico refuses of BGP; `nodeNames` are all names that find a node, where they are known. */
export function checkBgp(review: Review, bgp: CalicoBgp, nodeNames: ReadonlySet<string> | undefined): void {
  const known = (path: readonly (string | number)[], node: string): void => {
    if (nodeNames?.has(node) === false) review.refuse(path, `${node} is no node of the cluster`)
  }
  for (const key of ['nodeAsNumbers', 'routeReflectors'] as const) {
    for (const node of Object.keys(bgp[key])) known(['bgp', key, node], node)
  }
  for (const [node, id] of Object.entries(bgp.routeReflectors)) {
    if (!isIpv4(id))
      review.refuse(
        ['bgp', 'routeReflectors', node],
        `'${id}' is no cluster ID; write one as an IPv4 address: 244.0.0.1`,
      )
  }
  for (const [index, peer] of bgp.peers.entries()) {
    const at = (key: keyof CalicoBgpPeer): readonly (string | number)[] => ['bgp', 'peers', index, key]
    checkPeer(review, peer, at)
    if (peer.node !== undefined) known(at('node'), peer.node)
  }
}

function checkPeer(
  review: Review,
  peer: CalicoBgpPeer,
  at: (key: keyof CalicoBgpPeer) => readonly (string | number)[],
): void {
  if (peer.node !== undefined && peer.nodeSelector !== undefined)
    review.refuse(at('nodeSelector'), 'stands beside node; a peer is for one node, or for those that a selector takes')
  if ((peer.peerIP === undefined) === (peer.peerSelector === undefined))
    review.refuse(at('peerIP'), 'and peerSelector exclude one another, and one of them is required')
  if (peer.peerIP !== undefined) {
    if (!isIp(peer.peerIP)) review.refuse(at('peerIP'), `'${peer.peerIP}' is not an address such as 10.1.5.1`)
    if (peer.asNumber === undefined) review.refuse(at('asNumber'), 'is required with peerIP')
  } else if (peer.asNumber !== undefined)
    review.refuse(at('asNumber'), 'has no meaning with peerSelector: the nodes have their own')
  for (const key of ['nodeSelector', 'peerSelector'] as const) {
    const fault = peer[key] === undefined ? undefined : selectorFault(peer[key])
    if (fault !== undefined) review.refuse(at(key), fault)
  }
}
