import type { Review } from '../document/review.ts'
import type { FabricDevice, FabricEndpoint, FabricLink, FabricModel, FabricServer } from './fabric.ts'
import { checkLinkProperties } from './check-link-properties.ts'
import type { ReadGateway } from './read-gateway-node.ts'
import type { ReadEndpoint, ReadLink } from './read-link.ts'
import type { Structure } from './structure.ts'

/** Turns links into veth pairs and devices; a link to the host or its management network ends outside. */
export function fabricLinks(
  review: Review,
  { nodes, links }: Structure,
  read: { readonly servers: readonly FabricServer[]; readonly gateways: readonly ReadGateway[] },
): Pick<FabricModel, 'links' | 'devices'> {
  const roles = new Map<string, FabricEndpoint['role']>([
    ...nodes.filter(({ kind }) => kind === 'bridge').map(({ name }) => [name, 'bridge'] as const),
    ...read.servers.map(({ name }) => [name, 'server'] as const),
    ...read.gateways.map(({ gateway }) => [gateway.name, 'gateway'] as const),
  ])
  const endOf = ({ node, interface: name, mac, addresses }: ReadEndpoint): FabricEndpoint => ({
    node,
    interface: name,
    role: roles.get(node) ?? 'host',
    ...(mac !== undefined && { mac }),
    ...(addresses.length > 0 && { addresses: addresses.map(({ value }) => value) }),
  })
  for (const link of links) checkLinkProperties(review, link, roles)
  return {
    links: links.flatMap((link) => cable(link, endOf)),
    devices: links.flatMap((link) => device(link, endOf)),
  }
}

function cable(
  { type, endpoints, hostInterface, mtuBytes, vlan, impairment }: ReadLink,
  endOf: (end: ReadEndpoint) => FabricEndpoint,
): readonly FabricLink[] {
  const [a, b] = endpoints.map(endOf)
  if (!a) return []
  const properties = { mtuBytes, ...(vlan && { vlan }), ...(impairment && { impairment }) }
  if (type === 'host' || type === 'mgmt-net') {
    const outer = { node: 'outside', interface: hostInterface?.value ?? '', role: 'outside' } as const
    return [{ type, endpoints: [a, outer], ...properties }]
  }
  return b ? [{ type: 'veth', endpoints: [a, b], ...properties }] : []
}

function device(
  { type, endpoints, hostInterface, mode = 'bridge', mtuBytes, impairment }: ReadLink,
  endOf: (end: ReadEndpoint) => FabricEndpoint,
): readonly FabricDevice[] {
  const [end] = endpoints
  if (!end || (type !== 'dummy' && type !== 'macvlan')) return []
  const common = { type, endpoint: endOf(end), mtuBytes, ...(impairment && { impairment }) } as const
  return [type === 'dummy' ? common : { ...common, macvlan: { parent: hostInterface?.value ?? '', mode } }]
}
