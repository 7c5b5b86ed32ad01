import { cidrContains, networkOf } from '@underlay/configs'
import { connectedRoutes } from './addresses.ts'
import type { WrittenRoute } from './exec-routes.ts'
import type { VirtualDevice, VirtualRoute } from './place.ts'

/**
 * The routes of a place: its devices' own, and those that are written down, whose device follows from the next hop where
 * they name none. One that is written later replaces one to the same destination.
 */
export function settleRoutes(devices: readonly VirtualDevice[], written: readonly WrittenRoute[]): VirtualRoute[] {
  const connected = devices.flatMap(connectedRoutes)
  const routes = new Map<string, VirtualRoute>()
  for (const route of written) {
    const { nextHop } = route
    const device = route.device ?? (route.type === 'blackhole' ? '' : deviceTo(devices, nextHop))
    // The kernel refuses a next hop that it cannot reach.
    if (device !== undefined) routes.set(route.destination, { ...route, device })
  }
  return [...connected.filter(({ destination }) => !routes.has(destination)), ...routes.values()]
}

function deviceTo(devices: readonly VirtualDevice[], nextHop: string | undefined): string | undefined {
  if (nextHop === undefined) return undefined
  return devices.find(({ addresses }) => addresses.some((address) => cidrContains(networkOf(address), nextHop)))?.name
}
