import type { IpFamily } from '@underlay/configs'
import type { PathDecision } from '../../path/prediction.ts'

/** One end of a cable. */
export interface Plug {
  readonly place: string
  readonly device: string
}

/** A tunnel device: the outer addresses are nodes', and who is behind it is found by the next hop. */
export interface VirtualTunnel {
  readonly encapsulation: 'ipip' | 'vxlan'
  /** The outer source; undefined where the route to the outer destination chooses it. */
  readonly local?: string
  /** The device that the tunnel is bound to. */
  readonly underlay?: string
  readonly port?: number
  readonly vni?: number
  /** By next hop, of VXLAN: where the tunnel's packet goes, and the MAC that the inner frame is for. */
  readonly peers: ReadonlyMap<string, { readonly remote: string; readonly mac?: string }>
  /** Who may send into it; undefined for anybody. */
  readonly senders?: ReadonlySet<string>
}

/** A network device of a place. */
export interface VirtualDevice {
  readonly name: string
  readonly mtuBytes: number
  /** With their masks, of both families. */
  readonly addresses: readonly string[]
  readonly mac?: string
  /** The other end of its cable. */
  readonly peer?: Plug
  /** The bridge that it is a port of. */
  readonly bridge?: string
  /** Answers for every address that the place has a route to by another device. */
  readonly proxies?: boolean
  readonly tunnel?: VirtualTunnel
}

/** A route of a place. */
export interface VirtualRoute {
  /** A CIDR without host bits. */
  readonly destination: string
  readonly type?: 'unicast' | 'blackhole'
  readonly device: string
  readonly nextHop?: string
  readonly source?: string
  readonly mtuBytes?: number
  /** Why it is there. */
  readonly decision: PathDecision
}

/** A rule that changes the source of what leaves. */
export interface VirtualMasquerade {
  /** Who made it: `natOutgoing of 10.98.0.0/16`. */
  readonly name: string
  /** Whether it takes this packet, and why, in words; undefined when it does not. */
  readonly takes: (packet: {
    readonly source: string
    readonly destination: string
    /** That it leaves by, and whether the source is another one of the place's own addresses. */
    readonly device: string
    readonly isOwn: boolean
  }) => string | undefined
  /** The source port is drawn anew. */
  readonly random?: boolean
}

/** What has a network of its own: a node, pod, gateway, host, a bridge, or `outside`. */
export interface VirtualPlace {
  readonly name: string
  readonly kind: 'node' | 'pod' | 'gateway' | 'host' | 'bridge' | 'outside'
  readonly forwards: boolean
  /** In the kernel's order: it takes an address of the first when it needs just any. */
  readonly devices: readonly VirtualDevice[]
  readonly routes: readonly VirtualRoute[]
  readonly masquerades: readonly VirtualMasquerade[]
  /** Packets of pods whose source is not their own are dropped. */
  readonly checksSources?: boolean
  /** Families of which its bridges hand over what they pass: addresses are changed before it comes in. */
  readonly filtersBridges?: readonly IpFamily[]
  /** It cannot be looked at: what passes there is not said. */
  readonly isHidden?: boolean
  /** Why it has routes that the documents do not know. */
  readonly learns?: string
}

/** The places of a lab, by name. */
export type VirtualNetwork = ReadonlyMap<string, VirtualPlace>
