import type { ReportRoutes, ReportVerdict } from '@underlay/evidence'
import type { Cluster } from '../cluster/cluster.ts'
import type { LabModel } from '../engine/engine.ts'
import { routes, type Route } from '../routes/routes.ts'

// Of a large cluster only what was looked at is asked: a node there is asked through a pod of its own.
const mostPlaces = 32

/** The places whose routes a report has: nodes, gateways and hosts, of very many those that were captured at. */
export function routedPlaces({ cluster, fabric }: LabModel, taps: readonly string[]): readonly string[] {
  const hosts = (fabric?.hosts ?? []).filter(({ shares }) => shares === undefined)
  const own = [...(fabric?.gateways ?? []), ...hosts].map(({ name }) => name)
  const places = [...cluster.nodes.map(({ shortName }) => shortName), ...own]
  if (places.length <= mostPlaces) return places
  const looked = new Set(taps.map((tap) => tap.slice(0, tap.lastIndexOf(':'))))
  return places.filter((place) => looked.has(place)).slice(0, mostPlaces)
}

/** Asks places for their routes; one that gives none is told. */
export async function readRoutes(
  cluster: Cluster,
  places: readonly string[],
): Promise<{ readonly routes: readonly ReportRoutes[]; readonly missing: readonly ReportVerdict[] }> {
  const tables = await Promise.allSettled(places.map((place) => routes({ cluster, place })))
  const all = tables.map((table, index) => ({ place: places[index] ?? '', table }))
  return {
    routes: all.flatMap(({ place, table }) =>
      table.status === 'fulfilled' ? [{ place, routes: table.value.map((route) => reportRoute(route)) }] : [],
    ),
    missing: all.flatMap(({ place, table }) => {
      if (table.status === 'fulfilled') return []
      const summary = `${place}: its routes could not be read`
      return [{ outcome: 'inconclusive', summary, message: `${summary}\n${String(table.reason)}` } as const]
    }),
  }
}

/** A route as a row of a report; what is no way but a refusal says so in front. */
function reportRoute({ type, destination, nextHop, device, source, protocol }: Route): ReportRoutes['routes'][number] {
  return {
    destination: type === 'unicast' ? destination : `${type} ${destination}`,
    ...(nextHop !== undefined && { via: nextHop }),
    ...(device !== undefined && { device }),
    ...(source !== undefined && { source }),
    ...(protocol !== undefined && { protocol }),
  }
}
