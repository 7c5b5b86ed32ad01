import { networkOf, type FabricGateway, type FabricHost, type FabricModel } from '@underlay/configs'
import type { PathLab } from '../../path/path-lab.ts'
import { defaultRoute, execRoutes } from './exec-routes.ts'
import type { PlaceSite } from './node-places.ts'
import { settleRoutes } from './settle-routes.ts'
import type { VirtualDevice, VirtualMasquerade, VirtualPlace } from './place.ts'
import { containsAddress, parseCidr } from '../../rule/cidr.ts'
import { parseAddress } from '@underlay/packet'

/** The bridges of the racks: each a place with its ports. */
export function bridgePlaces({ bridges }: FabricModel, { ends }: PlaceSite): VirtualPlace[] {
  return bridges.map((name) => ({
    name,
    kind: 'bridge',
    forwards: false,
    devices: ends.get(name) ?? [],
    routes: [],
    masquerades: [],
  }))
}

/** A gateway: its interfaces, the management network, what its configuration says of routes and source NAT. */
export function gatewayPlace(gateway: FabricGateway, site: PlaceSite): VirtualPlace {
  const { name, gateway: config } = gateway
  const configured = config.interfaces.flatMap((each) => [
    { name: each.name, addresses: each.addresses },
    ...(each.vlans ?? []).map(({ id, addresses }) => ({ name: `${each.name}.${id}`, addresses })),
  ])
  const devices = ownDevices(gateway, site, configured)
  const written = [
    ...managementRoutes(gateway, site.lab),
    ...(config.staticRoutes ?? []).map(({ destination, nextHop }) => ({
      destination: networkOf(destination),
      nextHop,
      decision: { kind: 'route', text: `${destination} by ${name}'s static route` } as const,
    })),
    ...execRoutes(gateway.exec),
  ]
  return {
    name,
    kind: 'gateway',
    forwards: true,
    devices,
    routes: settleRoutes(devices, written),
    masquerades: sourceNat(gateway),
    ...(config.bgp && { learns: 'it speaks BGP' }),
  }
}

/** A host of the fabric: it has its links, and forwards nothing. */
export function hostPlace(host: FabricHost, site: PlaceSite): VirtualPlace {
  const devices = ownDevices(host, site, [])
  const written = [...managementRoutes(host, site.lab), ...execRoutes(host.exec)]
  return {
    name: host.name,
    kind: 'host',
    forwards: false,
    devices,
    routes: settleRoutes(devices, written),
    masquerades: [],
  }
}

type OwnNode = Pick<FabricHost, 'name' | 'addresses' | 'management'>

function ownDevices(
  { name, addresses, management }: OwnNode,
  { lab, ends }: PlaceSite,
  configured: readonly { readonly name: string; readonly addresses: readonly string[] }[],
): VirtualDevice[] {
  const declared = [
    ...configured.flatMap((each) => each.addresses.map((address) => ({ interface: each.name, address }))),
    ...addresses,
  ]
  const of = (device: string): string[] =>
    declared.filter((each) => each.interface === device).map(({ address }) => address)
  const mac = lab.macs?.[`${name}:eth0`]
  const eth0: VirtualDevice[] = management
    ? [
        {
          name: 'eth0',
          mtuBytes: lab.fabric?.management.mtuBytes ?? 1500,
          addresses: [...management.addresses, ...of('eth0')],
          peer: { place: 'outside', device: management.port },
          ...(mac !== undefined && { mac }),
        },
      ]
    : []
  const linked = (ends.get(name) ?? []).map((device) => ({
    ...device,
    addresses: [...new Set([...device.addresses, ...of(device.name)])],
  }))
  return [...eth0, ...linked]
}

function managementRoutes({ management }: OwnNode, { fabric }: PathLab) {
  if (management === undefined || fabric === undefined) return []
  const { ipv4, ipv6 } = fabric.management
  return [ipv4, ...(ipv6 ? [ipv6] : [])].map(({ gateway }) =>
    defaultRoute(gateway, 'the default route by the management network', 'eth0'),
  )
}

function sourceNat({ name, gateway }: FabricGateway): VirtualMasquerade[] {
  return gateway.sourceNat
    .toSorted((a, b) => a.rule - b.rule)
    .map(({ rule, outboundInterface, sourceAddress }) => ({
      name: `source NAT rule ${rule}`,
      takes: ({ source, device }) => {
        const [network, address] = [parseCidr(sourceAddress), parseAddress(source)]
        if (device !== outboundInterface || !network || !address || !containsAddress(network, address)) return undefined
        return `${name}'s source NAT rule ${rule}: ${source} is inside of ${sourceAddress}, and leaves by ${device}`
      },
    }))
}
