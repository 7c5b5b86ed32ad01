import type { FabricModel } from '@underlay/configs'
import { bgpSessions } from '../bgp/bgp-sessions.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { LabModel } from '../engine/engine.ts'
import type { Spawner } from '../host/host.ts'
import { run } from '../host/run.ts'
import type { LabView, LinkEnd, PlaceView } from './loss-facts.ts'
import { deviceOf, neighbourOf } from './read-kernel.ts'
import { jsonRows } from '../host/json-rows.ts'

const vxlanPort = 4789

/**
 * Looks at what the lab's nodes, gateways, hosts and bridges have, so that one place can be held against the others. Of a
 * cluster that the SDK did not make nothing: each look there is an agent on a node.
 */
export async function lookAtLab(cluster: Cluster): Promise<LabView> {
  const { internals } = cluster
  const model = internals.model()
  const { cni, fabric } = model
  const names = internals.engine === 'existing' ? [] : placesOf(model)
  const looks = names.map(async (place): Promise<[string, PlaceView] | undefined> => {
    // What is wrong somewhere else must not hide what is wrong here.
    return await lookAtPlace(internals, place).then(
      (view) => [place, view],
      () => undefined,
    )
  })
  const [views, sessions] = await Promise.all([Promise.all(looks), bgpSessions(cluster).catch(() => [])])
  const shortNames = new Map(model.cluster.nodes.map(({ name, shortName }) => [name, shortName]))
  return {
    places: Object.fromEntries(views.filter((view) => view !== undefined)),
    links: fabric === undefined ? [] : linksOf(fabric, shortNames),
    blocks: Object.entries(cni?.nodes ?? {}).flatMap(([name, { blocks }]) =>
      blocks.map((cidr) => ({ node: shortNames.get(name) ?? name, cidr })),
    ),
    hasTunnel: cni?.tunnel !== undefined,
    vxlanPort: cni?.tunnel?.port ?? vxlanPort,
    sessions,
  }
}

function placesOf({ cluster, fabric }: LabModel): string[] {
  const { gateways = [], hosts = [], bridges = [] } = fabric ?? {}
  return [
    ...cluster.nodes.map(({ shortName }) => shortName),
    ...[...gateways, ...hosts].map(({ name }) => name),
    ...bridges,
  ]
}

async function lookAtPlace(host: Spawner, place: string): Promise<PlaceView> {
  const said = await run(host, place, ['ip', '-j', '-d', '-batch', '-'], { stdin: 'addr show\nneigh show\n' })
  const [devices = [], neighbours = []] = said
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => jsonRows(line, 'ip -j -batch') as never[])
  return {
    devices: devices.flatMap((one) => deviceOf(one) ?? []),
    neighbours: neighbours.flatMap((one) => neighbourOf(one) ?? []),
  }
}

function linksOf({ links, servers }: FabricModel, shortNames: ReadonlyMap<string, string>): LabView['links'] {
  const places = new Map(servers.map(({ name, node }) => [name, shortNames.get(node) ?? node]))
  return links.map(({ endpoints }) => {
    const [a, b] = endpoints.map((end): LinkEnd => ({ place: places.get(end.node) ?? end.node, device: end.interface }))
    if (a === undefined || b === undefined) throw new TypeError('a link has two ends')
    return [a, b] as const
  })
}
