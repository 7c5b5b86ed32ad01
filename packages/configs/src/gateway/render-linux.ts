import { familyOf } from '../address/ip.ts'
import { settleGateway } from './check.ts'
import type { GatewayConfig } from './config.ts'
import { gatewayDevices } from './devices.ts'
import { birdConf } from './render-bird.ts'

/** What makes a network namespace the gateway; running it again changes nothing, but for `links`. */
export interface LinuxGateway {
  /** Names and values for `sysctl -w`. */
  readonly sysctls: readonly (readonly [name: string, value: string])[]
  /** The VLAN devices that must be there before `ipBatch`, each with the line for `ip` that makes it. */
  readonly links: readonly { readonly device: string; readonly ip: string }[]
  /** Lines for `ip -batch`: addresses, then routes. */
  readonly ipBatch: readonly string[]
  /** Input of `nft -f`: one table of its own, replaced as a whole. */
  readonly nftables: string
  /** The configuration of BIRD 2, where the gateway speaks BGP. */
  readonly birdConf?: string
}

/**
 * Renders a gateway as plain Linux: forwarding, addresses, routes, masquerading in a table `ip underlay_gw`, BGP by BIRD.
 *
 * @throws {@link TopologyError} when the gateway holds an invalid name, address, rule, route or neighbour.
 * @example
 * ```ts
 * renderLinuxGateway({ hostName: 'gw0', interfaces: [{ name: 'eth1', addresses: ['10.1.5.1/24'] }], sourceNat: [] }).ipBatch
 * // ['addr replace 10.1.5.1/24 dev eth1', 'link set eth1 up']
 * ```
 * @see https://wiki.nftables.org/wiki-nftables/index.php/Performing_Network_Address_Translation_(NAT)
 */
export function renderLinuxGateway(gateway: GatewayConfig): LinuxGateway {
  settleGateway(gateway)
  const { staticRoutes = [], bgp } = gateway
  const devices = gatewayDevices(gateway)
  const isDual = devices.some(({ addresses }) => addresses.some((address) => familyOf(address) === 6))
  return {
    sysctls: [['net.ipv4.ip_forward', '1'], ...(isDual ? ([['net.ipv6.conf.all.forwarding', '1']] as const) : [])],
    links: devices.flatMap(({ name, vlan }) =>
      vlan ? [{ device: name, ip: `link add link ${vlan.parent} name ${name} type vlan id ${vlan.id}` }] : [],
    ),
    ipBatch: [
      ...devices.flatMap(({ name, addresses }) => [
        // Nobody else has the address, and a route by it cannot wait a second.
        ...addresses.map((address) => `addr replace ${address} dev ${name}${familyOf(address) === 6 ? ' nodad' : ''}`),
        `link set ${name} up`,
      ]),
      ...staticRoutes.map(({ destination, nextHop }) => `route replace ${destination} via ${nextHop} proto static`),
    ],
    nftables: nftables(gateway),
    ...(bgp && { birdConf: birdConf(bgp) }),
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
