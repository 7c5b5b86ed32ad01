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
    'text/html': tableHtml(routes.map(rowOf), { caption: title }),
  })
}

function rowOf({ type, destination, nextHop, device, source, onlink, mtuBytes, protocol }: Route) {
  return {
    destination: type === 'unicast' ? destination : `${type} ${destination}`,
    via: nextHop ?? '',
    dev: device ?? '',
    src: source ?? '',
    flags: [...(onlink ? ['onlink'] : []), ...(mtuBytes === undefined ? [] : [`mtu ${mtuBytes}`])].join(' '),
    proto: protocol ?? '',
  }
}
