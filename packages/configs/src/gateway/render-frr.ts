import { familyOf } from '../address/ip.ts'
import { settleGateway } from './check.ts'
import type { GatewayBgp, GatewayConfig } from './config.ts'
import { gatewayDevices } from './devices.ts'

/** The parts of an `frr.conf` that each of FRR's daemons reads. */
export interface FrrConfigs {
  readonly zebra: string
  readonly staticd: string
  /** Where the gateway speaks BGP. */
  readonly bgpd?: string
}

/**
 * Renders a gateway as `frr.conf`, FRR's integrated configuration, with timers under which a session comes up in a second.
 *
 * Masquerading is not FRR's: `sourceNat` is left out, and stands in `renderLinuxGateway(gateway).nftables`. VLAN devices
 * must be there before FRR starts.
 *
 * @throws {@link TopologyError} when the gateway holds an invalid name, address, rule, route or neighbour.
 * @example
 * ```ts
 * renderFrrConf({ hostName: 'gw0', interfaces: [{ name: 'eth1', addresses: ['10.1.5.1/24'] }], sourceNat: [] })
 * // 'frr defaults traditional\nhostname gw0\n!\ninterface eth1\n ip address 10.1.5.1/24\nexit\n!\n'
 * ```
 * @see https://docs.frrouting.org/en/stable-8.4/basic.html#integrated-configuration-file
 */
export function renderFrrConf(gateway: GatewayConfig): string {
  settleGateway(gateway)
  return text([...head(gateway), ...interfaceLines(gateway), ...routeLines(gateway), ...bgpLines(gateway.bgp)])
}

/**
 * The same as {@link renderFrrConf}, cut for daemons that read a file each (`zebra -f`, `staticd -f`, `bgpd -f`).
 *
 * @throws {@link TopologyError} when the gateway holds an invalid name, address, rule, route or neighbour.
 * @example
 * ```ts
 * renderFrrConfigs({ hostName: 'gw0', interfaces: [], sourceNat: [] }).staticd // 'frr defaults traditional\nhostname gw0\n!\n'
 * ```
 */
export function renderFrrConfigs(gateway: GatewayConfig): FrrConfigs {
  settleGateway(gateway)
  const { bgp } = gateway
  return {
    zebra: text([...head(gateway), ...interfaceLines(gateway)]),
    staticd: text([...head(gateway), ...routeLines(gateway)]),
    ...(bgp && { bgpd: text([...head(gateway), ...bgpLines(bgp)]) }),
  }
}

function head({ hostName }: GatewayConfig): readonly string[] {
  return ['frr defaults traditional', `hostname ${hostName}`, '!']
}

function interfaceLines(gateway: GatewayConfig): readonly string[] {
  return gatewayDevices(gateway).flatMap(({ name, addresses }) => [
    `interface ${name}`,
    ...addresses.map((address) => ` ${ip(address)} address ${address}`),
    'exit',
    '!',
  ])
}

function routeLines({ staticRoutes = [] }: GatewayConfig): readonly string[] {
  const lines = staticRoutes.map(({ destination, nextHop }) => `${ip(destination)} route ${destination} ${nextHop}`)
  return lines.length > 0 ? [...lines, '!'] : []
}

function bgpLines(bgp: GatewayBgp | undefined): readonly string[] {
  if (!bgp) return []
  return [
    `router bgp ${bgp.asNumber}`,
    ...(bgp.routerId === undefined ? [] : [` bgp router-id ${bgp.routerId}`]),
    ' no bgp ebgp-requires-policy',
    ' no bgp default ipv4-unicast',
    ' no bgp network import-check',
    ' coalesce-time 0',
    ...bgp.neighbors.flatMap(({ address, remoteAs, description, passive }) =>
      [
        `remote-as ${remoteAs}`,
        ...(description === undefined ? [] : [`description ${description}`]),
        ...(passive ? ['passive'] : []),
        'timers connect 1',
        'advertisement-interval 0',
      ].map((words) => ` neighbor ${address} ${words}`),
    ),
    ...([4, 6] as const).flatMap((family) => familyLines(family, bgp)),
    'exit',
    '!',
  ]
}

function familyLines(family: 4 | 6, { neighbors, networks }: GatewayBgp): readonly string[] {
  const lines = [
    ...networks.filter((network) => familyOf(network) === family).map((network) => `network ${network}`),
    ...neighbors
      .filter(({ address }) => familyOf(address) === family)
      .flatMap(({ address, routeReflectorClient }) => [
        `neighbor ${address} activate`,
        ...(routeReflectorClient ? [`neighbor ${address} route-reflector-client`] : []),
      ]),
  ]
  if (lines.length === 0) return []
  return [` address-family ipv${family} unicast`, ...lines.map((line) => `  ${line}`), ' exit-address-family']
}

function ip(address: string): string {
  return familyOf(address) === 4 ? 'ip' : 'ipv6'
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}
