import type { FabricModel } from '../clab/fabric.ts'
import type { ClusterModel } from '../kind/describe.ts'
import { declaredAddresses, type DeviceAddress } from './declared-addresses.ts'
import type { GraphEnd, GraphLink, GraphPlace, LabGraph } from './lab-graph.ts'
import type { GraphContent, GraphPod } from './graph-content.ts'
import { placeNames } from './place-names.ts'

const outside = 'outside'

/**
 * The same as {@link labGraph} of a lab whose documents were read already; without a fabric, its nodes alone.
 *
 * @example
 * ```ts
 * modelGraph(describeCluster(kind), undefined).places.map(({ name }) => name) // nodes only
 * ```
 */
export function modelGraph(
  cluster: ClusterModel,
  fabric: FabricModel | undefined,
  { pods = [], cni }: GraphContent = {},
): LabGraph {
  const placeOf = placeNames(cluster, fabric)
  const links = [...outsideLinks(fabric), ...fabricLinks(fabric, placeOf), ...pods.flatMap(podLink)]
  const ends = links.flatMap((link) => link.ends)
  const declared = declaredAddresses(cluster, fabric, { pods, cni }, placeOf)
  const places = placesOf(cluster, fabric, pods, ends)
  return {
    name: cluster.name,
    places: places.map((place) => ({ ...place, interfaces: interfacesOf(place.name, ends, declared) })),
    links,
  }
}

type BarePlace = Omit<GraphPlace, 'interfaces'>

function placesOf(
  { nodes }: ClusterModel,
  fabric: FabricModel | undefined,
  pods: readonly GraphPod[],
  ends: readonly GraphEnd[],
): BarePlace[] {
  const { gateways = [], bridges = [], servers = [], hosts = [] } = fabric ?? {}
  const rackOf = (name: string) => bridgeAt(name, fabric)
  const labelOf = (bridge: string): { readonly label?: string } => {
    const aliases = new Map(servers.map(({ name, node }) => [node, name]))
    const members = nodes.filter(({ name, shortName }) => rackOf(aliases.get(name) ?? shortName).rack === bridge)
    const [label, ...others] = new Set(members.map(({ labels }) => labels.rack))
    return label === undefined || others.length > 0 ? {} : { label }
  }
  return [
    ...(ends.some(({ place }) => place === outside) ? [{ name: outside, role: 'outside' } as const] : []),
    ...gateways.map(({ name }) => ({ name, role: 'gateway' }) as const),
    ...bridges.map((name) => ({ name, role: 'bridge', ...labelOf(name) }) as const),
    ...nodes.map(({ name, shortName }) => {
      const alias = servers.find(({ node }) => node === name)?.name
      const isOther = alias !== undefined && alias !== shortName
      return { name: shortName, role: 'node', ...(isOther && { alias }), ...rackOf(alias ?? shortName) } as const
    }),
    ...hosts
      .filter(({ shares }) => shares === undefined)
      .map(({ name }) => ({ name, role: 'plain', ...rackOf(name) }) as const),
    ...pods.map(({ place, node }) => ({ name: place, role: 'pod', on: node }) as const),
  ]
}

/** The first bridge that a node of a topology has a link to. */
function bridgeAt(name: string, fabric: FabricModel | undefined): { readonly rack?: string } {
  const peers = fabric?.links.flatMap(({ endpoints: [a, b] }) => (a.node === name ? [b] : b.node === name ? [a] : []))
  const bridge = peers?.find(({ role }) => role === 'bridge')
  return bridge === undefined ? {} : { rack: bridge.node }
}

function fabricLinks(fabric: FabricModel | undefined, placeOf: (node: string) => string): GraphLink[] {
  return (fabric?.links ?? []).map(({ endpoints: [a, b], mtuBytes }) => ({
    ends: [
      { place: placeOf(a.node), device: a.interface },
      { place: placeOf(b.node), device: b.interface },
    ],
    mtuBytes,
  }))
}

function outsideLinks(fabric: FabricModel | undefined): GraphLink[] {
  const own = [...(fabric?.gateways ?? []), ...(fabric?.hosts ?? [])]
  return own.flatMap(({ name, management }): GraphLink[] => {
    if (management === undefined) return []
    const ends = [
      { place: outside, device: management.port },
      { place: name, device: 'eth0' },
    ] as const
    return [{ ends, mtuBytes: fabric?.management.mtuBytes ?? 1500 }]
  })
}

function podLink({ place, node, hostInterface }: GraphPod): GraphLink[] {
  if (hostInterface === undefined) return []
  return [
    {
      ends: [
        { place: node, device: hostInterface },
        { place, device: 'eth0' },
      ],
    },
  ]
}

function interfacesOf(place: string, ends: readonly GraphEnd[], declared: readonly DeviceAddress[]) {
  const own = declared.filter((each) => each.place === place)
  const names = [...ends.filter((end) => end.place === place), ...own].map(({ device }) => device)
  return [...new Set(names)].map((name) => ({
    name,
    addresses: [...new Set(own.filter(({ device }) => device === name).flatMap(({ address }) => address ?? []))],
  }))
}
