import type { Endpoint } from '../cluster/cluster.ts'
import { run } from '../host/run.ts'

/** A route of the main table, by meaning: BIRD's and Felix's look the same here. */
export interface Route {
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

interface IpRoute {
  readonly type?: string
  readonly dst: string
  readonly dev?: string
  readonly gateway?: string
  readonly prefsrc?: string
  readonly flags?: readonly string[]
  readonly protocol?: string
  readonly metric?: number
  readonly metrics?: readonly { readonly mtu?: number }[]
}

/**
 * The IPv4 routes of a node, pod or gateway, as `ip route` has them.
 *
 * @throws UnknownNameError when there is no such place.
 * @example
 * const table = await routes(cluster.node('control-plane'))
 */
export async function routes({ cluster, place }: Pick<Endpoint, 'cluster' | 'place'>): Promise<Route[]> {
  return parseRoutes(await run(cluster.internals, place, ['ip', '-j', '-4', 'route']))
}

/** Routes from the output of `ip -j route`. */
export function parseRoutes(json: string): Route[] {
  return (JSON.parse(json) as IpRoute[]).map((route) => ({
    type: route.type ?? 'unicast',
    destination: route.dst,
    device: route.dev,
    nextHop: route.gateway,
    source: route.prefsrc,
    onlink: route.flags?.includes('onlink') ?? false,
    mtuBytes: route.metrics?.find(({ mtu }) => mtu !== undefined)?.mtu,
    protocol: route.protocol,
    metric: route.metric,
  }))
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
