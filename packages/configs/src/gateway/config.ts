/** An interface of a gateway; addresses are IPv4 CIDRs such as `10.1.5.1/24`. */
export interface GatewayInterface {
  readonly name: string
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

/**
 * A router between racks, whatever software it runs: its interfaces, its source NAT, its host name. It forwards IPv4.
 *
 * @example
 * ```ts
 * const gateway: GatewayConfig = {
 *   hostName: 'gw0',
 *   interfaces: [{ name: 'eth1', addresses: ['10.1.5.1/24'] }],
 *   sourceNat: [{ rule: 100, outboundInterface: 'eth0', sourceAddress: '10.1.0.0/16', translation: 'masquerade' }],
 * }
 * ```
 */
export interface GatewayConfig {
  readonly hostName: string
  readonly interfaces: readonly GatewayInterface[]
  readonly sourceNat: readonly SourceNatRule[]
}
