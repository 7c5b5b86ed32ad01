import type { IpFamily } from '@underlay/configs'
import type { Endpoint } from '../cluster/cluster.ts'
import { run } from '../host/run.ts'
import { jsonRows } from '../host/json-rows.ts'

/** A route of the main table, by meaning: BIRD's and Felix's look the same here. One with several next hops is several. */
export interface Route {
  readonly family: IpFamily
  readonly type: string
  /** `default`, an address, or a CIDR. */
  readonly destination: string
  readonly device: string | undefined
  readonly nextHop: string | undefined
  readonly source: string | undefined
  readonly onlink: boolean
  readonly mtuBytes: number | undefined
  /** Who made it, and how it ranks: of no meaning for where a packet goes. */
  readonly protocol: string | undefined
  readonly metric: number | undefined
}

interface IpNextHop {
  readonly dev?: string
  readonly gateway?: string
  /** A next hop of the other family. */
  readonly via?: { readonly host: string }
  readonly flags?: readonly string[]
}

interface IpRoute extends IpNextHop {
  readonly type?: string
  readonly dst: string
  readonly nexthops?: readonly IpNextHop[]
  readonly prefsrc?: string
  readonly protocol?: string
  readonly metric?: number
  readonly metrics?: readonly { readonly mtu?: number }[]
}

/**
 * The routes of a node, pod or gateway, as `ip route` and `ip -6 route` have them.
 *
 * Left out is `fe80::/64` of each device, which the kernel makes by itself.
 *
 * @param options.family one family only; default IPv4, in a lab of IPv6 or dual stack both, IPv4 first.
 * @throws UnknownNameError when there is no such place.
 * @throws LabError when `ip` there is no iproute2.
 * @example
 * const table = await routes(cluster.node('control-plane'))
 */
export async function routes(
  { cluster, place }: Pick<Endpoint, 'cluster' | 'place'>,
  { family }: { readonly family?: IpFamily } = {},
): Promise<Route[]> {
  const known: readonly IpFamily[] = cluster.internals.model().cluster.ipFamily === 'ipv4' ? [4] : [4, 6]
  const tables = (family === undefined ? known : [family]).map(async (each) =>
    parseRoutes(await run(cluster.internals, place, ['ip', '-j', `-${each}`, 'route']), each),
  )
  return (await Promise.all(tables)).flat()
}

/** Routes from the output of `ip -j -4 route` or `ip -j -6 route`. */
export function parseRoutes(json: string, family: IpFamily = 4): Route[] {
  const all = jsonRows<IpRoute>(json, 'ip -j route', ['dst'])
  const chosen = all.filter(({ dst, protocol }) => !(dst === 'fe80::/64' && protocol === 'kernel'))
  return chosen.flatMap((route) => (route.nexthops ?? [route]).map((hop) => routeOf(route, hop, family)))
}

// IPv6 has them on lo.
const dropping = new Set(['blackhole', 'unreachable', 'prohibit'])

function routeOf(route: IpRoute, hop: IpNextHop, family: IpFamily): Route {
  const { type = 'unicast' } = route
  return {
    family,
    type,
    destination: route.dst,
    device: dropping.has(type) ? undefined : hop.dev,
    nextHop: hop.gateway ?? hop.via?.host,
    source: route.prefsrc,
    onlink: hop.flags?.includes('onlink') ?? false,
    mtuBytes: route.metrics?.find(({ mtu }) => mtu !== undefined)?.mtu,
    protocol: route.protocol,
    metric: route.metric,
  }
}

/** A route as `ip route` writes it, without what has no meaning for the packet. */
export function formatRoute(route: Route): string {
  const parts = [
    route.type === 'unicast' ? route.destination : `${route.type} ${route.destination}`,
    route.nextHop && `via ${route.nextHop}`,
    route.device && `dev ${route.device}`,
    route.source && `src ${route.source}`,
    route.onlink && 'onlink',
    route.mtuBytes && `mtu ${route.mtuBytes}`,
  ]
  return parts.filter(Boolean).join(' ')
}
