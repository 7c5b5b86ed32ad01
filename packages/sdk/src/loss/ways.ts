import { cidrContains, familyOf } from '@underlay/configs'
import type { Route } from '../routes/routes.ts'
import { hostOf } from './loss-facts.ts'
import type { Lookup, PlaceKernel } from './place-kernel.ts'

/** Where a place sends what the lookups ask for, tunnels and what is below them: devices, each with whom it asks for. */
export function waysOf(kernel: PlaceKernel): readonly { readonly device: string; readonly hop: string }[] {
  return kernel.lookups.flatMap((lookup) => {
    const { to, route } = lookup
    const node = tunnelTarget(kernel, lookup)
    const below = node === undefined ? undefined : routeFor(kernel.routes, node)
    return [
      ...(route === undefined ? [] : [{ device: route.device, hop: route.nextHop ?? to }]),
      ...(below?.device === undefined || node === undefined
        ? []
        : [{ device: below.device, hop: below.nextHop ?? node }]),
    ]
  })
}

/** The node that a tunnel sends a packet to: IPIP by the route, VXLAN by what it knows of the next hop. */
export function tunnelTarget({ devices, neighbours, forwarding }: PlaceKernel, { route }: Lookup): string | undefined {
  const kind = devices.find(({ name }) => name === route?.device)?.kind
  if (route?.nextHop === undefined || kind === 'ipip') return kind === 'ipip' ? route?.nextHop : undefined
  if (kind !== 'vxlan') return undefined
  const mac = neighbours.find(({ address, device }) => address === route.nextHop && device === route.device)?.mac
  return forwarding.find((entry) => entry.device === route.device && entry.mac === mac)?.destination
}

/** The route of the main table that the kernel takes: the longest prefix. */
export function routeFor(routes: readonly Route[], address: string): Route | undefined {
  const family = familyOf(address)
  const lengthOf = ({ destination }: Route): number => {
    if (destination === 'default') return -1
    return Number(destination.split('/')[1] ?? (family === 6 ? 128 : 32))
  }
  const covers = (route: Route): boolean => {
    return route.destination === 'default' || cidrContains(`${hostOf(route.destination)}/${lengthOf(route)}`, address)
  }
  return routes
    .filter((route) => route.family === family && covers(route))
    .toSorted((a, b) => lengthOf(b) - lengthOf(a) || (a.metric ?? 0) - (b.metric ?? 0))[0]
}
