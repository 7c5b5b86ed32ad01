import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { findEndpoint } from '../cluster/find-endpoint.ts'
import { interfaces, type Interface } from '../interfaces/interfaces.ts'
import { routes, type Route } from '../routes/routes.ts'

/** An interface or a route with the place that has it. */
export type AtPlace<What> = { readonly place: string } & What

// Each place of a connected cluster is a pod to start, and an API server is not ours alone.
const mostAtOnce = 8

/**
 * The network devices of places, by default of all nodes and then of the fabric's gateways and hosts.
 *
 * @param places by any of their names: `worker2`, `pod/app-worker2`, `gw0`.
 * @throws UnknownNameError that offers the nearest name.
 * @example
 * const tunnels = (await inspectInterfaces(cluster)).filter(({ name }) => name === 'tunl0')
 */
export function inspectInterfaces(cluster: Cluster, places?: readonly string[]): Promise<AtPlace<Interface>[]> {
  return atPlaces(cluster, places, interfaces)
}

/**
 * The routes of places, by default of all nodes and then of the fabric's gateways and hosts.
 *
 * @param places by any of their names: `worker2`, `pod/app-worker2`, `gw0`.
 * @throws UnknownNameError that offers the nearest name.
 * @example
 * const overTunnels = (await inspectRoutes(cluster)).filter(({ device }) => device === 'tunl0')
 */
export function inspectRoutes(cluster: Cluster, places?: readonly string[]): Promise<AtPlace<Route>[]> {
  return atPlaces(cluster, places, routes)
}

async function atPlaces<What extends object>(
  cluster: Cluster,
  places: readonly string[] | undefined,
  read: (endpoint: Endpoint) => Promise<readonly What[]>,
): Promise<AtPlace<What>[]> {
  const { cluster: model, fabric } = cluster.internals.model()
  const chosen = places
    ? await Promise.all(places.map((place) => findEndpoint(cluster, place)))
    : [
        ...model.nodes.map(({ shortName }) => cluster.node(shortName)),
        ...[...(fabric?.gateways ?? []), ...(fabric?.hosts ?? [])].map(({ name }) => cluster.fabricNode(name)),
      ]
  const found: AtPlace<What>[][] = []
  for (let first = 0; first < chosen.length; first += mostAtOnce) {
    const group = chosen.slice(first, first + mostAtOnce).map(async (endpoint) => {
      return (await read(endpoint)).map((what) => ({ place: endpoint.place, ...what }))
    })
    found.push(...(await Promise.all(group)))
  }
  return found.flat()
}
