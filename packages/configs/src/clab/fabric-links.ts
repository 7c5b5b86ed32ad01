import type { Review } from '../document/review.ts'
import type { FabricDevice, FabricEndpoint, FabricLink, FabricModel, LinkVlan } from './fabric.ts'
import { checkLinkProperties } from './check-link-properties.ts'
import type { ReadEndpoint, ReadLink } from './read-link.ts'
import type { ReadNodes } from './read-nodes.ts'
import type { Structure } from './structure.ts'
import { tagged } from './wiring.ts'

/** Turns links into veth pairs and devices; a link to the host or its management network ends outside. */
export function fabricLinks(
  review: Review,
  { nodes, links }: Structure,
  { servers, gateways, read }: Pick<ReadNodes, 'servers' | 'gateways' | 'read'>,
): Pick<FabricModel, 'links' | 'devices'> {
  const roles = new Map<string, FabricEndpoint['role']>([
    ...nodes.filter(({ kind }) => kind === 'bridge').map(({ name }) => [name, 'bridge'] as const),
    ...servers.map(({ name }) => [name, 'server'] as const),
    ...gateways.map(({ gateway }) => [gateway.name, 'gateway'] as const),
  ])
  const devices = new Map(read.map(({ node, exec }) => [node.name, exec.devices]))
  const endOf: EndOf = ({ node, interface: name, mac, addresses }, vlan) => {
    const role = roles.get(node) ?? 'host'
    const tags = role === 'bridge' ? [] : (vlan?.trunk ?? [])
    const made = tags.filter((tag) => !tagged(name, [tag]).some((device) => devices.get(node)?.includes(device)))
    return {
      node,
      interface: name,
      role,
      ...(mac !== undefined && { mac }),
      ...(addresses.length > 0 && { addresses: addresses.map(({ value }) => value) }),
      ...(made.length > 0 && { tags: made }),
    }
  }
  for (const link of links) checkLinkProperties(review, link, roles)
  return {
    links: links.flatMap((link) => cable(link, endOf)),
    devices: links.flatMap((link) => device(link, endOf)),
  }
}

type EndOf = (end: ReadEndpoint, vlan?: LinkVlan) => FabricEndpoint

function cable(
  { type, endpoints, hostInterface, mtuBytes, vlan, impairment }: ReadLink,
  endOf: EndOf,
): readonly FabricLink[] {
  const [a, b] = endpoints.map((end) => endOf(end, vlan))
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
  endOf: EndOf,
): readonly FabricDevice[] {
  const [end] = endpoints
  if (!end || (type !== 'dummy' && type !== 'macvlan')) return []
  const common = { type, endpoint: endOf(end), mtuBytes, ...(impairment && { impairment }) } as const
  return [type === 'dummy' ? common : { ...common, macvlan: { parent: hostInterface?.value ?? '', mode } }]
}
