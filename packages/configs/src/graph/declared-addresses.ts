import { addressAt } from '../address/address-at.ts'
import { cidrInside } from '../address/cidr.ts'
import { familyOf } from '../address/ip.ts'
import type { FabricModel } from '../clab/fabric.ts'
import type { CniModel, CniNode } from '../cni/model.ts'
import type { ClusterModel } from '../kind/describe.ts'
import type { GraphContent } from './graph-content.ts'

/** A device of a place with an address, CIDR; without one, the device alone. */
export interface DeviceAddress {
  readonly place: string
  readonly device: string
  readonly address?: string
}

/** All addresses that documents give to devices, in the order in which a place has its devices. */
export function declaredAddresses(
  cluster: ClusterModel,
  fabric: FabricModel | undefined,
  { pods = [], cni }: GraphContent,
  placeOf: (node: string) => string,
): DeviceAddress[] {
  return [
    ...(fabric ? fabricAddresses(fabric, placeOf) : []),
    ...cluster.nodes.flatMap(({ name, shortName }) => tunnels(shortName, cni, cni?.nodes[name])),
    ...pods.flatMap(({ place, ips }) => ips.map((ip) => ({ place, device: 'eth0', address: alone(ip) }))),
  ]
}

function fabricAddresses(fabric: FabricModel, placeOf: (node: string) => string): DeviceAddress[] {
  const { management, gateways, hosts, servers, links, devices } = fabric
  const { bridge, ipv4, ipv6 } = management
  const managed = [...gateways, ...hosts].filter((node) => node.management !== undefined)
  const beyond = managed.length === 0 ? [] : [ipv4, ...(ipv6 ? [ipv6] : [])]
  return [
    ...beyond.map(({ subnet, gateway }) => {
      return { place: 'outside', device: bridge, address: `${gateway}/${subnet.split('/')[1]}` }
    }),
    ...managed.flatMap(({ name, management: port }) => eachOf(placeOf(name), 'eth0', port?.addresses)),
    ...gateways.flatMap(({ name, gateway }) =>
      gateway.interfaces.flatMap(({ name: device, addresses, vlans = [] }) => [
        ...eachOf(name, device, addresses),
        ...vlans.flatMap((vlan) => eachOf(name, `${device}.${vlan.id}`, vlan.addresses)),
      ]),
    ),
    ...links.flatMap(({ endpoints }) =>
      endpoints.flatMap(({ node, interface: device, addresses }) => eachOf(placeOf(node), device, addresses)),
    ),
    ...[...gateways, ...hosts, ...servers].flatMap(({ name, addresses }) =>
      addresses.map(({ interface: device, address }) => ({ place: placeOf(name), device, address })),
    ),
    ...devices.map(({ endpoint }) => ({ place: placeOf(endpoint.node), device: endpoint.interface })),
  ]
}

function eachOf(place: string, device: string, addresses: readonly string[] = []): DeviceAddress[] {
  return addresses.map((address) => ({ place, device, address }))
}

// A tunnel device has the first address of the node's first block in its pool.
function tunnels(place: string, cni: CniModel | undefined, node: CniNode | undefined): DeviceAddress[] {
  const pools = cni?.pools.filter(({ tunnel }) => tunnel !== undefined) ?? []
  return pools.flatMap(({ cidr, tunnel }) => {
    const block = node?.blocks.find((each) => cidrInside(each, cidr))
    if (tunnel === undefined || block === undefined) return []
    return [{ place, device: tunnel.device, address: alone(addressAt(block, 0)) }]
  })
}

function alone(address: string): string {
  return address.includes('/') ? address : `${address}/${familyOf(address) === 6 ? 128 : 32}`
}
