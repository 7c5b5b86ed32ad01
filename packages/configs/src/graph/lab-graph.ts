/** An interface of a place, with its addresses and their masks: `net0`, `10.1.5.10/24`. */
export interface GraphInterface {
  readonly name: string
  readonly addresses: readonly string[]
}

/** What a lab consists of, as a picture shows it. */
export interface GraphPlace {
  /** As in a tap: `worker2`, `gw0`, `pod/app-worker2`, `br-pool0`, `outside`. */
  readonly name: string
  /** containerlab's name of a node, `server3`, where it is another one. */
  readonly alias?: string
  readonly role: 'node' | 'pod' | 'gateway' | 'bridge' | 'outside' | 'plain'
  /** The bridge that a node stands at; absent for a node at none. */
  readonly rack?: string
  /** What the nodes at a bridge have as their label `rack`; absent where they have none, or different ones. */
  readonly label?: string
  /** The place that holds it: a pod's node. */
  readonly on?: string
  /** Tunnels (`tunl0`, `vxlan.calico`) too. */
  readonly interfaces: readonly GraphInterface[]
}

/** An end of a link; a bridge's port has a name of its own. */
export interface GraphEnd {
  readonly place: string
  readonly device: string
}

/** A veth pair between two places. */
export interface GraphLink {
  readonly ends: readonly [GraphEnd, GraphEnd]
  readonly mtuBytes?: number
}

/** A lab as places and links: what DOT, Mermaid, and the report page are drawn from. */
export interface LabGraph {
  /** The lab's name. */
  readonly name: string
  readonly places: readonly GraphPlace[]
  readonly links: readonly GraphLink[]
}
