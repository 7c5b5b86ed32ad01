import type { Issue } from '../issue/issue.ts'
import type { GatewayConfig } from '../gateway/config.ts'

/** A router of the fabric; `exec` are commands as argument lists, run in its namespace. */
export interface FabricGateway {
  readonly name: string
  readonly gateway: GatewayConfig
  readonly exec: readonly (readonly string[])[]
}

/** A containerlab node that joins a cluster node's network; addresses and default route are what its `exec` sets. */
export interface FabricServer {
  /** containerlab's name, `server3`. */
  readonly name: string
  /** The cluster node's full name, `calico-ipip-crosssubnet-worker2`. */
  readonly node: string
  /** Commands as argument lists, in order. */
  readonly exec: readonly (readonly string[])[]
  /** IPv4 CIDRs such as `10.1.8.10/24`. */
  readonly addresses: readonly { readonly interface: string; readonly address: string }[]
  /** The next hop's address, `10.1.8.1`. */
  readonly defaultRoute?: string
}

/** One end of a link; `node` is containerlab's name. */
export interface FabricEndpoint {
  readonly node: string
  readonly interface: string
  readonly role: 'bridge' | 'gateway' | 'server'
  readonly mac?: string
}

/** A veth pair. */
export interface FabricLink {
  readonly endpoints: readonly [FabricEndpoint, FabricEndpoint]
  readonly mtuBytes: number
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
  readonly servers: readonly FabricServer[]
  readonly links: readonly FabricLink[]
  readonly notes: readonly Issue[]
}
