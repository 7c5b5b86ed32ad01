import { tableHtml } from '@underlay/evidence'
import { formatRoute, type Route } from '../routes/routes.ts'
import { displayable, type Displayable } from './displayable.ts'

/**
 * Routes as a table to show. Text is a line of `formatRoute` each, indented.
 *
 * @param options.title whose routes these are: a line above them.
 * @example
 * show(routeTable(await routes(cluster.node('worker')), { title: 'worker' }))
 */
export function routeTable(routes: readonly Route[], { title }: { readonly title?: string } = {}): Displayable {
  const lines = routes.map((route) => `  ${formatRoute(route)}`)
  return displayable({
    'text/plain': [...(title === undefined ? [] : [`${title}:`]), ...lines].join('\n'),
    'text/html': tableHtml(withoutEmpty(routes.map(rowOf)), { caption: title }),
  })
}

type RouteRow = Readonly<Record<string, string>>

/** A word that no route has needs no column. */
function withoutEmpty(rows: readonly RouteRow[]): readonly RouteRow[] {
  const used = new Set(rows.flatMap((row) => Object.keys(row).filter((key) => row[key] !== '')))
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => used.has(key))))
}

function rowOf({ type, destination, nextHop, device, source, onlink, mtuBytes, protocol }: Route): RouteRow {
  return {
    destination: type === 'unicast' ? destination : `${type} ${destination}`,
    via: nextHop ?? '',
    dev: device ?? '',
    src: source ?? '',
    flags: [...(onlink ? ['onlink'] : []), ...(mtuBytes === undefined ? [] : [`mtu ${mtuBytes}`])].join(' '),
    proto: protocol ?? '',
  }
}
