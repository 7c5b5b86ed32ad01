import { isCidr, networkOf } from '../address/cidr.ts'
import type { GraphInterface, GraphPlace, LabGraph } from './lab-graph.ts'

/** A place with its interfaces where a picture has them: links go up, towards what is outside, or down, towards pods. */
export interface LaidPlace {
  readonly place: GraphPlace
  readonly up: readonly GraphInterface[]
  readonly down: readonly GraphInterface[]
  /** What has no link: tunnels. */
  readonly inside: readonly GraphInterface[]
  /** Its pods, each with the node's end of its cable. */
  readonly pods: readonly { readonly pod: GraphPlace; readonly hostInterface?: string }[]
}

/** A rack: a bridge with the places that stand at it. */
export interface LaidRack {
  readonly bridge: LaidPlace
  readonly members: readonly LaidPlace[]
  /** The networks of its members there: `10.1.5.0/24`. */
  readonly networks: readonly string[]
}

/** A lab as a picture has it, from top to bottom. */
export interface Layout {
  readonly top: readonly LaidPlace[]
  readonly racks: readonly LaidRack[]
  /** Places that stand at no bridge. */
  readonly loose: readonly LaidPlace[]
}

const tiers: Readonly<Record<GraphPlace['role'], number>> = {
  outside: 0,
  gateway: 1,
  bridge: 2,
  node: 3,
  plain: 3,
  pod: 4,
}

/** Arranges a graph: what is outside and the gateways on top, below them the racks. */
export function layOut(graph: LabGraph): Layout {
  const laid = new Map(graph.places.map((place) => [place.name, layPlace(place, graph)]))
  const of = (...roles: readonly GraphPlace['role'][]): LaidPlace[] =>
    [...laid.values()].filter(({ place }) => roles.includes(place.role))
  const members = of('node', 'plain')
  const racks = of('bridge').map((bridge): LaidRack => {
    const own = members.filter(({ place }) => place.rack === bridge.place.name)
    const addresses = own.flatMap(({ up }) => up.flatMap((each) => each.addresses))
    return { bridge, members: own, networks: [...new Set(addresses.filter(isCidr).map(networkOf))] }
  })
  const racked = new Set(racks.flatMap((rack) => rack.members))
  return { top: of('outside', 'gateway'), racks, loose: members.filter((each) => !racked.has(each)) }
}

function layPlace(place: GraphPlace, { places, links }: LabGraph): LaidPlace {
  const tierOf = new Map(places.map(({ name, role }) => [name, tiers[role]]))
  const own = tiers[place.role]
  const peers = new Map(
    links.flatMap(({ ends: [a, b] }) =>
      [
        [a, b],
        [b, a],
      ].flatMap(([near, far]) => (near?.place === place.name && far ? [[near.device, far] as const] : [])),
    ),
  )
  const towards = ({ name }: GraphInterface): number | undefined => {
    const peer = peers.get(name)
    return peer && (tierOf.get(peer.place) ?? own) - own
  }
  const pods = places.filter(({ role, on }) => role === 'pod' && on === place.name)
  const cables = new Map([...peers].map(([device, far]) => [far.place, device]))
  const podCables = new Set(pods.map(({ name }) => cables.get(name)))
  const shown = place.interfaces.filter(({ name }) => !podCables.has(name))
  return {
    place,
    up: shown.filter((each) => (towards(each) ?? 0) < 0),
    down: shown.filter((each) => (towards(each) ?? -1) >= 0),
    inside: shown.filter((each) => towards(each) === undefined),
    pods: pods.map((pod) => {
      const hostInterface = cables.get(pod.name)
      return { pod, ...(hostInterface !== undefined && { hostInterface }) }
    }),
  }
}
