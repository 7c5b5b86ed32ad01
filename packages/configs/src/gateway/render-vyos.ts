import { familyOf } from '../address/ip.ts'
import { settleGateway } from './check.ts'
import { LOOPBACK } from './devices.ts'
import type { GatewayBgp, GatewayConfig, GatewayInterface, GatewayNeighbor, StaticRoute } from './config.ts'

/**
 * Renders a gateway as the `config.boot` of VyOS 1.2 (later releases migrate it).
 *
 * @throws {@link TopologyError} when the gateway holds an invalid name, address, rule, route or neighbour.
 * @example
 * ```ts
 * renderVyosConfigBoot({ hostName: 'vyos', interfaces: [{ name: 'eth1', addresses: ['10.1.5.1/24'] }], sourceNat: [] })
 * ```
 * @see https://docs.vyos.io/en/latest/cli.html#configuration-overview
 */
export function renderVyosConfigBoot(gateway: GatewayConfig): string {
  settleGateway(gateway)
  const rules = gateway.sourceNat.flatMap(({ rule, outboundInterface, sourceAddress, translation }) =>
    block(`rule ${rule}`, [
      `outbound-interface ${outboundInterface}`,
      ...block('source', [`address ${sourceAddress}`]),
      ...block('translation', [`address ${translation}`]),
    ]),
  )
  const protocols = [...bgpLines(gateway.bgp), ...staticLines(gateway.staticRoutes ?? [])]
  const ethernets = gateway.interfaces.filter(({ name }) => name !== LOOPBACK)
  const loopback = gateway.interfaces.find(({ name }) => name === LOOPBACK)?.addresses ?? []
  const lines = [
    ...block('interfaces', [
      ...ethernets.flatMap(interfaceLines),
      ...block(`loopback ${LOOPBACK}`, addressLines(loopback)),
    ]),
    ...(rules.length > 0 ? block('nat', block('source', rules)) : []),
    ...(protocols.length > 0 ? block('protocols', protocols) : []),
    ...block('system', [`host-name ${gateway.hostName}`]),
    ...trailer(protocols.length > 0),
  ]
  return `${lines.join('\n')}\n`
}

function interfaceLines({ name, addresses, vlans = [] }: GatewayInterface): readonly string[] {
  return block(`ethernet ${name}`, [
    ...addressLines(addresses),
    'duplex auto',
    'smp-affinity auto',
    'speed auto',
    ...vlans.flatMap((vlan) => block(`vif ${vlan.id}`, addressLines(vlan.addresses))),
  ])
}

function addressLines(addresses: readonly string[]): readonly string[] {
  return addresses.map((address) => `address ${address}`)
}

function bgpLines(bgp: GatewayBgp | undefined): readonly string[] {
  if (!bgp) return []
  const families = ([4, 6] as const).flatMap((family) => {
    const networks = bgp.networks.filter((network) => familyOf(network) === family)
    return networks.length > 0
      ? block(
          unicast(family),
          networks.flatMap((one) => block(`network ${one}`, [])),
        )
      : []
  })
  return block(`bgp ${bgp.asNumber}`, [
    ...(families.length > 0 ? block('address-family', families) : []),
    ...bgp.neighbors.flatMap(neighborLines),
    ...(bgp.routerId === undefined ? [] : block('parameters', [`router-id ${bgp.routerId}`])),
  ])
}

function neighborLines(neighbor: GatewayNeighbor): readonly string[] {
  const family = block(
    unicast(familyOf(neighbor.address)),
    neighbor.routeReflectorClient ? ['route-reflector-client'] : [],
  )
  return block(`neighbor ${neighbor.address}`, [
    ...block('address-family', family),
    ...(neighbor.description === undefined ? [] : [`description "${neighbor.description}"`]),
    ...(neighbor.passive ? ['passive'] : []),
    `remote-as ${neighbor.remoteAs}`,
  ])
}

function staticLines(routes: readonly StaticRoute[]): readonly string[] {
  const lines = routes.flatMap(({ destination, nextHop }) =>
    block(`${familyOf(destination) === 4 ? 'route' : 'route6'} ${destination}`, block(`next-hop ${nextHop}`, [])),
  )
  return lines.length > 0 ? block('static', lines) : []
}

function unicast(family: 4 | 6): string {
  return `ipv${family}-unicast`
}

// VyOS migrates a configuration without these lines as if it were from the first release.
function trailer(withProtocols: boolean): readonly string[] {
  const versions = ['config-management@1', 'conntrack@1', 'nat@4', ...(withProtocols ? ['quagga@7'] : []), 'system@10']
  return [
    '/* Warning: Do not remove the following line. */',
    `/* === vyatta-config-version: "${versions.join(':')}" === */`,
    '/* Release version: 1.2.8 */',
  ]
}

function block(name: string, lines: readonly string[]): readonly string[] {
  return [`${name} {`, ...lines.map((line) => `    ${line}`), '}']
}
