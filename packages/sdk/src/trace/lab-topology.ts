import type { ClusterModel, FabricModel } from '@underlay/configs'
import type { TapTopology } from '@underlay/evidence'
import type { PodRecord } from '../lab/state.ts'
import { podPlace } from '../workload/pod-names.ts'
import type { PlaceDevice } from '../interfaces/devices.ts'

/** What says how the places of a lab are joined. */
export interface LabPlaces {
  readonly cluster: Pick<ClusterModel, 'nodes'>
  readonly fabric: FabricModel | undefined
  readonly pods: readonly PodRecord[]
  /** By place; a bridge has its ports only. */
  readonly devices: ReadonlyMap<string, readonly PlaceDevice[]>
}

type Cable = readonly [string, string]

/** How the taps of a lab hang together: the documents say it of pods and the fabric, the kernel of all else. */
export function labTopology(lab: LabPlaces): TapTopology {
  const declared = [...podCables(lab.pods), ...fabricCables(lab)]
  const known = new Set(declared.flat())
  const stacks = [...lab.devices].flatMap(([place, devices]) => {
    return devices.flatMap(({ name, master, link }): Cable[] => {
      const upon = link === undefined ? [] : [[`${place}:${name}`, `${place}:${link}`] as const]
      const below = master === undefined ? [] : [[`${place}:${master}`, `${place}:${name}`] as const]
      return [...upon, ...below]
    })
  })
  const switches = [...(lab.fabric?.bridges ?? []), ...(lab.fabric?.nodeBridges ?? []).map(({ name }) => name)]
  return { cables: [...declared, ...matchedCables(lab.devices, known)], stacks, switches }
}

function podCables(pods: readonly PodRecord[]): readonly Cable[] {
  return pods.flatMap((pod) => {
    const { node, hostInterface } = pod
    return hostInterface === undefined ? [] : [[`${podPlace(pod)}:eth0`, `${node}:${hostInterface}`] as const]
  })
}

function fabricCables({ fabric, cluster }: LabPlaces): readonly Cable[] {
  if (fabric === undefined) return []
  const place = placeNames(fabric, cluster)
  return fabric.links.map(({ endpoints: [a, b] }): Cable => {
    return [`${place(a.node)}:${a.interface}`, `${place(b.node)}:${b.interface}`]
  })
}

/** The place of each node of a fabric: servers are nodes of the cluster. */
function placeNames(fabric: FabricModel, cluster: Pick<ClusterModel, 'nodes'>): (name: string) => string {
  const shortNames = new Map(cluster.nodes.map(({ name, shortName }) => [name, shortName]))
  const servers = new Map(fabric.servers.map(({ name, node }) => [name, shortNames.get(node) ?? node]))
  const shared = new Map(fabric.hosts.flatMap(({ name, shares }) => (shares === undefined ? [] : [[name, shares]])))
  return (name) => {
    const own = shared.get(name) ?? name
    return servers.get(own) ?? own
  }
}

// Each end of a veth pair has the other's number; where two pairs have the same numbers nobody knows which is which.
function matchedCables(
  devices: ReadonlyMap<string, readonly PlaceDevice[]>,
  known: ReadonlySet<string>,
): readonly Cable[] {
  const open = [...devices].flatMap(([place, all]) =>
    all.flatMap(({ name, index, peerIndex }) => {
      const tap = `${place}:${name}`
      return peerIndex === undefined || known.has(tap) ? [] : [{ tap, place, index, peerIndex }]
    }),
  )
  return open.flatMap((one) => {
    const others = open.filter((other) => other.peerIndex === one.index && other.index === one.peerIndex)
    const twins = open.filter((other) => other.index === one.index && other.peerIndex === one.peerIndex)
    const [other] = others
    if (other === undefined || others.length > 1 || twins.length > 1) return []
    // Each pair once.
    return one.tap < other.tap ? [[one.tap, other.tap] as const] : []
  })
}

/** All places of a lab that have interfaces to tap; what is beyond it is left out. */
export function placesOfLab({ cluster, fabric, pods }: Omit<LabPlaces, 'devices'>): readonly string[] {
  const shared = (fabric?.hosts ?? []).filter(({ shares }) => shares === undefined)
  return [
    ...pods.map(podPlace),
    ...cluster.nodes.map(({ shortName }) => shortName),
    ...(fabric?.bridges ?? []),
    ...[...(fabric?.gateways ?? []), ...shared].map(({ name }) => name),
  ]
}
