import type { Issue } from '../issue/issue.ts'
import type { GatewayConfig, GatewayKind } from '../gateway/config.ts'

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
  /** The environment of those commands. */
  readonly env: Readonly<Record<string, string>>
  /** What links and `exec` set. */
  readonly addresses: readonly FabricAddress[]
  /** Kernel settings of the node's network, by name: `net.ipv4.ip_forward`. */
  readonly sysctls: readonly (readonly [name: string, value: string])[]
  /** What `exec` sets. */
  readonly defaultRoutes: DefaultRoutes
  /** The texts of the files that are bound into the node and were given, by their absolute path in it. */
  readonly files: Readonly<Record<string, string>>
}

/** A node with a network of its own. */
interface OwnNetwork {
  /** Its eth0 in the management network; absent when it has none. */
  readonly management?: ManagementPort
}

/** A node's eth0: its addresses, CIDRs, and the name of the cable's outer end. */
export interface ManagementPort {
  readonly port: string
  readonly addresses: readonly string[]
}

/**
 * A router of the fabric.
 *
 * `vyos` has a `config.boot`, `frr` has files for /etc/frr or an image of FRR; `linux` is a node that forwards by what its
 * `exec` and `sysctls` say, and `gateway` is then what was read there. A label may name another kind.
 */
export interface FabricGateway extends FabricNode, OwnNetwork {
  readonly kind: GatewayKind
  readonly gateway: GatewayConfig
}

/** A plain Linux node that forwards nothing: a namespace with its links. */
export interface FabricHost extends FabricNode, OwnNetwork {
  /** The node of the topology whose network it shares, and then it has no other. */
  readonly shares?: string
}

/** A containerlab node that joins a cluster node's network. */
export interface FabricServer extends FabricNode {
  /** The cluster node's full name, `calico-ipip-crosssubnet-worker2`. */
  readonly node: string
}

/** A bridge in the namespace of a node, which containerlab calls `<bridge>|<node>`. */
export interface NodeBridge {
  readonly name: string
  /** The bridge's device, and the node that it lies in. */
  readonly device: string
  readonly node: string
}

/** One end of a link; `node` is containerlab's name, or `outside`. */
export interface FabricEndpoint {
  readonly node: string
  readonly interface: string
  readonly role: 'bridge' | 'gateway' | 'server' | 'host' | 'outside'
  readonly mac?: string
  /** What the link itself gives to this end, CIDRs; absent when it gives none. */
  readonly addresses?: readonly string[]
  /** The tags that the wiring makes interfaces for at this end, `eth1.10`; those that `exec` makes are left out. */
  readonly tags?: readonly number[]
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

/**
 * The VLANs of a link: one whose packets have no tag on it, or several with tags and at most one, `native`, without.
 *
 * A bridge keeps them apart at its port; any other node has an interface for each tag, `eth1.10` of eth1 and 10.
 */
export type LinkVlan =
  | { readonly access: number; readonly trunk?: never }
  | { readonly access?: never; readonly trunk: readonly number[]; readonly native?: number }

/** A veth pair: between two nodes, or to what is beyond the lab (`host`), or to its management network (`mgmt-net`). */
export interface FabricLink {
  readonly type: 'veth' | 'host' | 'mgmt-net'
  readonly endpoints: readonly [FabricEndpoint, FabricEndpoint]
  readonly mtuBytes: number
  readonly vlan?: LinkVlan
  readonly impairment?: Impairment
}

/** A device with one end: a `dummy`, or a `macvlan` whose parent lies outside. */
export interface FabricDevice {
  readonly type: 'dummy' | 'macvlan'
  readonly endpoint: FabricEndpoint
  /** Of a dummy; a macvlan has its parent's. */
  readonly mtuBytes: number
  readonly macvlan?: { readonly parent: string; readonly mode: string }
  readonly impairment?: Impairment
}

/** The stages of a node's deployment that a namespace goes through, in their order. */
export type FabricStageName = 'create' | 'create-links' | 'configure' | 'healthy'

/** A command of a stage, as an argument list; `outside` is what stands for the host. */
export interface StageCommand {
  readonly argv: readonly string[]
  readonly target: 'node' | 'outside'
}

/** When a node counts as healthy: its test ends with 0. Times are seconds. */
export interface Healthcheck {
  readonly argv: readonly string[]
  readonly intervalSeconds: number
  readonly retries: number
  readonly timeoutSeconds: number
  readonly startPeriodSeconds: number
}

/** What a node waits for before a stage, and what it runs when the stage begins and ends. */
export interface FabricStage {
  readonly node: string
  readonly stage: FabricStageName
  readonly waitFor: readonly { readonly node: string; readonly stage: FabricStageName }[]
  readonly onEnter: readonly StageCommand[]
  readonly onExit: readonly StageCommand[]
  /** Of the stage `healthy`. */
  readonly healthcheck?: Healthcheck
}

/** A network of one family: its CIDR, and the address of what routes beyond it. */
export interface ManagementSubnet {
  readonly subnet: string
  readonly gateway: string
}

/** The network that the eth0 of gateways and hosts is in, which lies outside of the lab. */
export interface ManagementNetwork {
  readonly bridge: string
  readonly mtuBytes: number
  readonly ipv4: ManagementSubnet
  /** Only where the topology declares it, or the cluster has IPv6. */
  readonly ipv6?: ManagementSubnet
}

/**
 * The fabric that a topology describes, checked against the cluster: what an engine wires.
 *
 * `notes` are what the built-in wiring leaves aside knowingly, with the reason.
 */
export interface FabricModel {
  readonly name: string
  readonly management: ManagementNetwork
  readonly bridges: readonly string[]
  readonly nodeBridges: readonly NodeBridge[]
  readonly gateways: readonly FabricGateway[]
  readonly hosts: readonly FabricHost[]
  readonly servers: readonly FabricServer[]
  readonly links: readonly FabricLink[]
  readonly devices: readonly FabricDevice[]
  /** What stages declare; empty where nodes have no order. */
  readonly stages: readonly FabricStage[]
  readonly notes: readonly Issue[]
}
