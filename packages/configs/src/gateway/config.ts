/** An interface of a gateway; addresses are CIDRs of either family, such as `10.1.5.1/24`. */
export interface GatewayInterface {
  readonly name: string
  readonly addresses: readonly string[]
  /** 802.1Q subinterfaces, whose devices are named `eth1.10`. */
  readonly vlans?: readonly GatewayVlan[]
}

/** A VLAN on an interface, 1 to 4094, with the gateway's addresses in it. */
export interface GatewayVlan {
  readonly id: number
  readonly addresses: readonly string[]
}

/** A source NAT rule: what leaves by an interface, and comes from `sourceAddress` (an IPv4 CIDR), gets that interface's address. */
export interface SourceNatRule {
  /** Rules apply in ascending order, 1 to 999999. */
  readonly rule: number
  readonly outboundInterface: string
  readonly sourceAddress: string
  readonly translation: 'masquerade'
}

/** A route that is written down: a CIDR, and the address of the next router, of the same family. */
export interface StaticRoute {
  readonly destination: string
  readonly nextHop: string
}

/** A BGP neighbour; routes of its address's family are exchanged with it, and of no other. */
export interface GatewayNeighbor {
  readonly address: string
  /** The same as the gateway's own for iBGP. */
  readonly remoteAs: number
  readonly description?: string
  /** Wait for the neighbour to connect. Default false. */
  readonly passive?: boolean
  /** Pass routes of other iBGP neighbours on to it (RFC 4456). Default false. */
  readonly routeReflectorClient?: boolean
}

/**
 * What a gateway says and hears by BGP. Without policies: everything that a neighbour announces is taken and passed on as
 * BGP does; paths that are equal are all used.
 */
export interface GatewayBgp {
  /** 1 to 4294967294. */
  readonly asNumber: number
  /** An IPv4 address. Default: the router's own choice among its addresses. */
  readonly routerId?: string
  readonly neighbors: readonly GatewayNeighbor[]
  /** CIDRs that are announced, whether there is a route to them or not. */
  readonly networks: readonly string[]
}

/**
 * A router between racks, whatever software it runs: its interfaces, source NAT, routes, BGP, host name. It forwards IPv4,
 * and IPv6 when it has an IPv6 address.
 *
 * @example
 * ```ts
 * const gateway: GatewayConfig = {
 *   hostName: 'gw0',
 *   interfaces: [{ name: 'eth1', addresses: ['10.1.5.1/24'] }],
 *   sourceNat: [{ rule: 100, outboundInterface: 'eth0', sourceAddress: '10.1.0.0/16', translation: 'masquerade' }],
 *   staticRoutes: [{ destination: '10.99.0.0/16', nextHop: '10.1.5.9' }],
 *   bgp: {
 *     asNumber: 65000,
 *     routerId: '10.1.5.1',
 *     neighbors: [{ address: '10.1.5.10', remoteAs: 64512 }],
 *     networks: ['10.1.5.0/24'],
 *   },
 * }
 * ```
 */
export interface GatewayConfig {
  readonly hostName: string
  readonly interfaces: readonly GatewayInterface[]
  readonly sourceNat: readonly SourceNatRule[]
  readonly staticRoutes?: readonly StaticRoute[]
  readonly bgp?: GatewayBgp
}

/** Which software a gateway runs: VyOS, FRR, or the kernel alone with BIRD where there is BGP. */
export type GatewayKind = 'vyos' | 'frr' | 'linux'
