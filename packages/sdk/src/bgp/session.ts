/** A BGP session as one of its two ends shows it; or, with no neighbour, that a daemon which has sessions does not run. */
export interface BgpSession {
  /** The node or gateway. */
  readonly node: string
  /** BIRD's name for it, such as `Mesh_10_1_5_11`; a gateway's sessions are named by their neighbour's address. */
  readonly name: string
  /** `Established`, or what is in its way: `Idle`, `Connect`, `Active Socket: Connection refused`; `BIRD does not run`. */
  readonly state: string
  /** The neighbour's address; empty where the daemon does not run. */
  readonly neighbor: string
  readonly remoteAs: number
  /** `undefined` where BIRD 1.6 is asked, that of Calico's own image. */
  readonly localAs: number | undefined
  /** How many prefixes were taken from the neighbour; 0 before the session is up. */
  readonly prefixesReceived: number
  /** How many were sent. FRR also sends a route back to where it came from, where it is refused; BIRD does not. */
  readonly prefixesSent: number
}

/** What stands for all sessions of a daemon that does not run. */
export function notRunning(node: string, daemon: 'BIRD' | 'FRR'): BgpSession {
  const none = { name: '', neighbor: '', remoteAs: 0, localAs: undefined, prefixesReceived: 0, prefixesSent: 0 }
  return { node, state: `${daemon} does not run`, ...none }
}
