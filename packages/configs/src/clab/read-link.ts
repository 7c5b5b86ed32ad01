import type { Path } from '../document/path.ts'
import type { Impairment, LinkVlan } from './fabric.ts'
import type { Written } from './resolve-node.ts'
import type { ClabEndpoint, ClabLink } from './topology.ts'

/** A link without its notation; everything carries the path where it is written. */
export interface ReadLink {
  readonly path: Path
  /** Where the type is written; the short notation has it in an endpoint. */
  readonly typePath: Path
  readonly type: string
  /** The ends at nodes: two of a veth, else one. */
  readonly endpoints: readonly ReadEndpoint[]
  /** The device on the host that a `host`, `mgmt-net` or `macvlan` link has. */
  readonly hostInterface?: Written
  /** Of a macvlan. */
  readonly mode?: string
  readonly mtuBytes: number
  readonly vlan?: LinkVlan
  readonly impairment?: Impairment
}

/** One end of a link. */
export interface ReadEndpoint {
  readonly node: string
  readonly interface: string
  readonly mac?: string
  readonly addresses: readonly Written[]
  readonly path: Path
}

// https://github.com/srl-labs/containerlab/blob/main/links/link.go
const CONTAINERLAB_MTU = 9500
/** What stands for a node in the short notation, and is a type of links. */
const SPECIAL_NODES: readonly string[] = ['host', 'mgmt-net', 'macvlan']

/** Reads a link in any notation. */
export function readLink(link: ClabLink, index: number): ReadLink {
  const path = ['topology', 'links', index]
  const underlay = link.vars?.underlay
  const common = {
    path,
    mtuBytes: link.mtu ?? CONTAINERLAB_MTU,
    ...(underlay?.vlan && { vlan: underlay.vlan }),
    ...(underlay?.impairment && { impairment: underlay.impairment }),
  }
  if ('endpoint' in link) {
    const host = link['host-interface']
    return {
      ...common,
      typePath: [...path, 'type'],
      type: link.type,
      endpoints: [objectEnd(link.endpoint, [...path, 'endpoint'])],
      ...(host !== undefined && { hostInterface: { value: host, path: [...path, 'host-interface'] } }),
      ...(link.mode !== undefined && { mode: link.mode }),
    }
  }
  if (link.type !== undefined) {
    const endpoints = link.endpoints.map((end, nth) => objectEnd(end, [...path, 'endpoints', nth]))
    return { ...common, typePath: [...path, 'type'], type: link.type, endpoints }
  }
  const endpoints = link.endpoints.map((end, nth) => textEnd(end, [...path, 'endpoints', nth]))
  const given = endpoints.map((end, nth) => ({
    ...end,
    addresses: (['ipv4', 'ipv6'] as const).flatMap((family) => {
      const value = link[family]?.[nth] ?? ''
      return value === '' ? [] : [{ value, path: [...path, family, nth] }]
    }),
  }))
  const special = given.find(({ node }) => SPECIAL_NODES.includes(node))
  if (!special) return { ...common, typePath: path, type: 'veth', endpoints: given }
  return {
    ...common,
    typePath: special.path,
    type: special.node,
    // A second special end stays, and is refused as a node that is none.
    endpoints: given.filter((end) => end !== special),
    hostInterface: { value: special.interface, path: special.path },
  }
}

function objectEnd({ node, interface: name, mac, ipv4, ipv6 }: ClabEndpoint, path: Path): ReadEndpoint {
  const addresses = Object.entries({ ipv4, ipv6 }).flatMap(([family, value]) =>
    value === undefined ? [] : [{ value, path: [...path, family] }],
  )
  return { node, interface: name, ...(mac !== undefined && { mac }), addresses, path }
}

function textEnd(endpoint: string, path: Path): ReadEndpoint {
  const [node = '', name = ''] = endpoint.split(':')
  return { node, interface: name, addresses: [], path }
}
