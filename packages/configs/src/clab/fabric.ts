import type { Issue } from '../issue/issue.ts'
import type { GatewayConfig } from '../gateway/config.ts'

/** An address that a topology gives to an interface: a CIDR of either family, such as `10.1.8.10/24`. */
export interface FabricAddress {
  readonly interface: string
  readonly address: string
}

/** The next hops of a node's default routes, one for each family: `10.1.8.1`, `fd00:8::1`. */
export interface DefaultRoutes {
  readonly ipv4?: string
  readonly ipv6?: string
}

/** What every node of a fabric has that runs `exec` lines. */
export interface FabricNode {
  /** containerlab's name, `server3`. */
  readonly name: string
  /** Commands as argument lists, in order, run in the node's namespace. */
  readonly exec: readonly (readonly string[])[]
  /** What links and `exec` set. */
  readonly addresses: readonly FabricAddress[]
  /** Kernel settings of the node's network, by name: `net.ipv4.ip_forward`. */
  readonly sysctls: readonly (readonly [name: string, value: string])[]
  /** What `exec` sets. */
  readonly defaultRoutes: DefaultRoutes
}

/**
 * A router of the fabric.
 *
 * `vyos` has a `config.boot`, `frr` has files for /etc/frr or an image of FRR; `linux` is a node that forwards by what its
 * `exec` and `sysctls` say, and `gateway` is then what was read there.
 */
export interface FabricGateway extends FabricNode {
  readonly kind: 'vyos' | 'frr' | 'linux'
  readonly gateway: GatewayConfig
  /** The texts of the files that are bound into the node and were given, by their absolute path in it. */
  readonly files: Readonly<Record<string, string>>
}

/** A plain Linux node that forwards nothing: a namespace with its links. */
export type FabricHost = FabricNode

/** A containerlab node that joins a cluster node's network. */
export interface FabricServer extends FabricNode {
  /** The cluster node's full name, `calico-ipip-crosssubnet-worker2`. */
  readonly node: string
}

/** One end of a link; `node` is containerlab's name, or `outside`. */
export interface FabricEndpoint {
  readonly node: string
  readonly interface: string
  readonly role: 'bridge' | 'gateway' | 'server' | 'host' | 'outside'
  readonly mac?: string
}

/** What a link does to packets, in each direction alike. */
export interface Impairment {
  readonly delayMs?: number
  /** Needs `delayMs`. */
  readonly jitterMs?: number
  /** 0 to 100. */
  readonly lossPercent?: number
  readonly rateKbit?: number
}

/** The VLANs of a link: one that is untagged at a bridge's port, or several with tags and at most one without. */
export type LinkVlan = { readonly access: number } | { readonly trunk: readonly number[]; readonly native?: number }

/** A veth pair: between two nodes, or to what is beyond the lab (`host`), or to its management network (`mgmt-net`). */
export interface FabricLink {
  readonly type: 'veth' | 'host' | 'mgmt-net'
  readonly endpoints: readonly [FabricEndpoint, FabricEndpoint]
  readonly mtuBytes: number
  readonly vlan?: LinkVlan
  readonly impairment?: Impairment
}

/**
 * The fabric that a topology describes, checked against the cluster: what an engine wires.
 *
 * `notes` are what the built-in wiring leaves aside knowingly, with the reason.
 */
export interface FabricModel {
  readonly name: string
  readonly bridges: readonly string[]
  readonly gateways: readonly FabricGateway[]
  readonly hosts: readonly FabricHost[]
  readonly servers: readonly FabricServer[]
  readonly links: readonly FabricLink[]
  readonly notes: readonly Issue[]
}
