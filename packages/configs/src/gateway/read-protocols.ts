import type { Statement } from './config-boot-tree.ts'
import type { GatewayBgp, StaticRoute } from './config.ts'
import { readBgp } from './read-bgp.ts'
import type { Reading } from './reading.ts'

/** What a `protocols` block says. */
export interface ReadProtocols {
  readonly staticRoutes: readonly StaticRoute[]
  readonly bgp?: GatewayBgp
}

/** Reads a `protocols` block: static routes and BGP, in the notation of VyOS 1.2 to 1.4. `earlier` is what earlier blocks said. */
export function readProtocols(section: Statement, earlier: ReadProtocols, reading: Reading): ReadProtocols {
  const staticRoutes = [...earlier.staticRoutes]
  let { bgp } = earlier
  for (const statement of section.children ?? []) {
    const [name = ''] = statement.words
    if (name === 'static') readStatic(statement, staticRoutes, reading)
    else if (name === 'bgp' && bgp) reading.refuse(statement, ['protocols', name], 'stands twice; write one block')
    else if (name === 'bgp') bgp = readBgp(statement, reading)
    else
      reading.refuse(statement, ['protocols', name], 'is not realised by this tool, and would change routes; remove it')
  }
  return { staticRoutes, ...(bgp && { bgp }) }
}

function readStatic(section: Statement, routes: StaticRoute[], reading: Reading): void {
  for (const statement of section.children ?? []) {
    const [key = '', destination = ''] = statement.words
    const path = ['protocols', 'static', key, destination]
    if (key !== 'route' && key !== 'route6') {
      reading.refuse(statement, path, 'is not realised by this tool; only route and route6 with a next-hop are')
      continue
    }
    if (!statement.children?.length) reading.refuse(statement, path, 'has no next-hop; add one')
    for (const hop of statement.children ?? []) readNextHop(hop, destination, routes, path, reading)
  }
}

function readNextHop(
  hop: Statement,
  destination: string,
  routes: StaticRoute[],
  path: readonly string[],
  reading: Reading,
): void {
  const [key = '', nextHop = ''] = hop.words
  if (key === 'description') reading.note(hop, [...path, key], 'it is a remark')
  else if (key !== 'next-hop') reading.refuse(hop, [...path, key], 'is not realised by this tool; use next-hop')
  else {
    const place = ['staticRoutes', routes.push({ destination, nextHop }) - 1]
    reading.place([...place, 'destination'], hop, path)
    reading.place([...place, 'nextHop'], hop, [...path, key])
    for (const extra of hop.children ?? [])
      reading.refuse(extra, [...path, key, nextHop, extra.words[0] ?? ''], 'is not realised by this tool; remove it')
  }
}
