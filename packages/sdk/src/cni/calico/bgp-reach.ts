import type { CalicoRecord } from '../record.ts'
import { asNumberOf, bgpPeerings } from './bgp-peers.ts'
import { addressOf, hostPart, nodeOf, type Family } from './node.ts'

/** A router of the fabric that speaks BGP. */
export interface BgpRouter {
  readonly name: string
  readonly asNumber: number
  /** Its own addresses, without masks. */
  readonly addresses: readonly string[]
  readonly neighbors: readonly {
    readonly address: string
    readonly remoteAs: number
    readonly routeReflectorClient?: boolean
  }[]
}

interface Session {
  readonly to: string
  readonly internal: boolean
  /** The other end is a client. */
  readonly reflects: boolean
  /** How often the speaker's own AS may stand in a path that it takes. */
  readonly allowLocalAs: number
}

interface Speaker {
  readonly asNumber: number
  readonly addresses: readonly string[]
  readonly told: readonly (Omit<Session, 'to' | 'internal'> & { readonly address: string; readonly asNumber: number })[]
}

/**
 * Which nodes get to know the blocks of which others: by BGP's rules of who passes on what, sessions of both ends taken together.
 *
 * A route of an internal peer goes to external ones, and by a reflector from and to its clients; a path with the speaker's own AS is refused.
 *
 * @returns for each node those of whose blocks it hears.
 * @see https://www.rfc-editor.org/rfc/rfc4271#section-9.1.2
 * @see https://www.rfc-editor.org/rfc/rfc4456#section-6
 */
export function bgpReach(
  calico: CalicoRecord,
  routers: readonly BgpRouter[],
  family: Family,
): ReadonlyMap<string, ReadonlySet<string>> {
  const speakers = speakersOf(calico, routers, family)
  const sessions = sessionsOf(speakers)
  const heard = new Map(Object.keys(calico.nodes).map((name) => [name, new Set<string>()]))
  for (const origin of heard.keys()) {
    for (const name of spread(origin, speakers, sessions)) heard.get(name)?.add(origin)
  }
  return heard
}

function speakersOf(calico: CalicoRecord, routers: readonly BgpRouter[], family: Family): Map<string, Speaker> {
  const nodes = Object.entries(calico.nodes).map(([name, node]): [string, Speaker] => {
    const told = bgpPeerings(calico, name, family).map(({ address, asNumber, reflects, allowLocalAs }) => ({
      address,
      asNumber,
      allowLocalAs,
      reflects: reflects !== undefined,
    }))
    const own = addressOf(nodeOf(calico, name), family)
    return [name, { asNumber: asNumberOf(calico, name, node), addresses: own ? [hostPart(own.address)] : [], told }]
  })
  const gateways = routers.map(({ name, asNumber, addresses, neighbors }): [string, Speaker] => {
    const told = neighbors.map(({ address, remoteAs, routeReflectorClient = false }) => ({
      address,
      asNumber: remoteAs,
      allowLocalAs: 0,
      reflects: routeReflectorClient,
    }))
    return [`router ${name}`, { asNumber, addresses, told }]
  })
  return new Map([...nodes, ...gateways])
}

// A session stands where both ends are told of it, and of the right AS.
function sessionsOf(speakers: ReadonlyMap<string, Speaker>): Map<string, Session[]> {
  const owners = new Map(
    [...speakers].flatMap(([name, { addresses }]) => addresses.map((address) => [address, name] as const)),
  )
  return new Map(
    [...speakers].map(([name, { asNumber, addresses, told }]) => {
      const up = told.flatMap(({ address, asNumber: remoteAs, reflects, allowLocalAs }): Session[] => {
        const to = owners.get(address)
        const other = to === undefined ? undefined : speakers.get(to)
        const back = other?.told.some((end) => addresses.includes(end.address) && end.asNumber === asNumber) === true
        if (to === undefined || other?.asNumber !== remoteAs || !back) return []
        return [{ to, internal: remoteAs === asNumber, reflects, allowLocalAs }]
      })
      return [name, up]
    }),
  )
}

interface Route {
  readonly at: string
  readonly from: 'self' | 'external' | 'client' | 'internal'
  readonly path: readonly number[]
}

function spread(
  origin: string,
  speakers: ReadonlyMap<string, Speaker>,
  sessions: ReadonlyMap<string, readonly Session[]>,
): Set<string> {
  const queue: Route[] = [{ at: origin, from: 'self', path: [] }]
  const seen = new Set<string>()
  const reached = new Set<string>()
  for (let next = 0; next < queue.length; next++) {
    const route = queue[next]
    if (route === undefined || seen.has(`${route.at} ${route.from}`)) continue
    seen.add(`${route.at} ${route.from}`)
    if (route.at !== origin) reached.add(route.at)
    const asNumber = speakers.get(route.at)?.asNumber ?? 0
    for (const session of sessions.get(route.at) ?? []) {
      if (session.internal && route.from === 'internal' && !session.reflects) continue
      if (session.internal && route.from === 'client' && !reflects(sessions, route.at)) continue
      const back = sessions.get(session.to)?.find(({ to }) => to === route.at)
      const path = session.internal ? route.path : [asNumber, ...route.path]
      const ownAs = speakers.get(session.to)?.asNumber
      if (path.filter((each) => each === ownAs).length > (back?.allowLocalAs ?? 0)) continue
      const from = !session.internal ? 'external' : back?.reflects === true ? 'client' : 'internal'
      queue.push({ at: session.to, from, path })
    }
  }
  return reached
}

function reflects(sessions: ReadonlyMap<string, readonly Session[]>, name: string): boolean {
  return (sessions.get(name) ?? []).some((session) => session.reflects)
}
