import { settleGateway } from './check.ts'
import type { GatewayConfig } from './config.ts'

/** What makes a network namespace the gateway; running it again changes nothing. */
export interface LinuxGateway {
  /** Names and values for `sysctl -w`. */
  readonly sysctls: readonly (readonly [name: string, value: string])[]
  /** Lines for `ip -batch`. */
  readonly ipBatch: readonly string[]
  /** Input of `nft -f`: one table of its own, replaced as a whole. */
  readonly nftables: string
}

/**
 * Renders a gateway as plain Linux: forwarding, addresses, and masquerading in a table `ip underlay_gw`.
 *
 * @throws {@link TopologyError} when the gateway holds an invalid name, address or rule.
 * @example
 * ```ts
 * renderLinuxGateway({ hostName: 'gw0', interfaces: [{ name: 'eth1', addresses: ['10.1.5.1/24'] }], sourceNat: [] }).ipBatch
 * // ['addr replace 10.1.5.1/24 dev eth1', 'link set eth1 up']
 * ```
 * @see https://wiki.nftables.org/wiki-nftables/index.php/Performing_Network_Address_Translation_(NAT)
 */
export function renderLinuxGateway(gateway: GatewayConfig): LinuxGateway {
  settleGateway(gateway)
  return {
    sysctls: [['net.ipv4.ip_forward', '1']],
    ipBatch: gateway.interfaces.flatMap(({ name, addresses }) => [
      ...addresses.map((address) => `addr replace ${address} dev ${name}`),
      `link set ${name} up`,
    ]),
    nftables: nftables(gateway),
  }
}

function nftables({ sourceNat }: GatewayConfig): string {
  const rules = sourceNat
    .toSorted((a, b) => a.rule - b.rule)
    .map(
      ({ rule, outboundInterface, sourceAddress }) =>
        `    oifname "${outboundInterface}" ip saddr ${sourceAddress} masquerade comment "rule ${rule}"`,
    )
  return [
    // Declaring the table first lets the deletion succeed when there is none yet: nft applies the file as one transaction.
    'table ip underlay_gw',
    'delete table ip underlay_gw',
    'table ip underlay_gw {',
    '  chain postrouting {',
    '    type nat hook postrouting priority srcnat; policy accept;',
    ...rules,
    '  }',
    '}',
    '',
  ].join('\n')
}
