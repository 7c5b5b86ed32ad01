import { suggest } from '@underlay/configs'
import { UnknownNameError } from '../errors.ts'
import { podsOf } from '../workload/deploy-workload.ts'
import type { Cluster, Endpoint } from './cluster.ts'

/**
 * A place of a lab by the name that it has in taps: a node by any of its names, `pod/app-worker2`, a gateway, a host or a
 * bridge of the fabric, `outside`. A bridge has no address.
 *
 * @throws UnknownNameError that offers the nearest name.
 * @example
 * await ping(await findEndpoint(cluster, 'worker'), await findEndpoint(cluster, 'pod/app-worker2'))
 */
export async function findEndpoint(cluster: Cluster, name: string): Promise<Endpoint> {
  const places = declaredPlaces(cluster)
  const declared = places.get(name)?.()
  if (declared !== undefined) return declared
  const running = await podsOf(cluster)
  const pod = running.find(({ place }) => place === name)
  if (pod !== undefined) return pod
  const podPlaces = running.map(({ place }) => place)
  const ofItsName = running.find((candidate) => candidate.name === name)?.place
  const near = ofItsName ?? suggest(name, [...places.keys(), ...podPlaces])
  const all = new Set([...[...places.values()].map((endpoint) => endpoint().place), ...podPlaces])
  // A name of signs that a terminal takes for orders is shown as it is written in code.
  const shown = /\p{Cc}/u.test(name) ? JSON.stringify(name) : name
  throw new UnknownNameError(
    `no place is named ${shown}`,
    near === undefined ? some([...all]) : `did you mean ${near}?`,
  )
}

/** What the documents of a lab declare, by each name that finds it; short names come first. */
function declaredPlaces(cluster: Cluster): ReadonlyMap<string, () => Endpoint> {
  const { cluster: model, fabric } = cluster.internals.model()
  const bridges = [...(fabric?.bridges ?? []), ...(fabric?.nodeBridges ?? []).map(({ name }) => name)]
  return new Map<string, () => Endpoint>([
    ...model.nodes.map(({ shortName }) => [shortName, () => cluster.node(shortName)] as const),
    ...[...(fabric?.gateways ?? []), ...(fabric?.hosts ?? [])].map(
      ({ name }) => [name, () => cluster.fabricNode(name)] as const,
    ),
    ...bridges.map((place) => [place, () => ({ place, address: '', addresses: [], cluster })] as const),
    // A cluster of others ends where its nodes do.
    ...(cluster.engine === 'existing' ? [] : [[cluster.outside.place, () => cluster.outside] as const]),
    ...[...model.nodes, ...(fabric?.servers ?? [])].map(({ name }) => [name, () => cluster.node(name)] as const),
  ])
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ')
  return `one of ${shown}${names.length > 8 ? `, and ${names.length - 8} more: underlay inspect` : ''}`
}
