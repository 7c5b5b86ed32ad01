import { cidrContains, familyOf } from '@underlay/configs'
import { isOwn } from '../network/addresses.ts'
import type { Plug, VirtualDevice, VirtualNetwork, VirtualPlace } from '../network/place.ts'
import { lookUp } from './route-lookup.ts'

/** A device that a frame passes on its link, and how. */
export interface LinkStep extends Plug {
  readonly motion: 'in' | 'out'
}

/** Who answers for an address on a link. */
export interface Neighbour {
  /** From the other end of the first cable on, bridges' ports among them; the last is where the frame comes in. */
  readonly steps: readonly LinkStep[]
  readonly place: VirtualPlace
  readonly device: VirtualDevice
}

/**
 * Finds who answers ARP, or neighbour discovery, for an address on the link of a device, and what the frame passes on its
 * way there.
 */
export function findNeighbour(
  network: VirtualNetwork,
  from: { readonly place: VirtualPlace; readonly device: VirtualDevice },
  address: string,
): Neighbour | undefined {
  const { place, device } = from
  const visited = new Set([`${place.name}:${device.name}`])
  const ports = place.devices.filter(({ bridge }) => bridge === device.name)
  if (ports.length === 0) return across(device, [])
  // The device is itself a bridge: the frame goes out by its ports.
  for (const port of ports) {
    const found = across(port, [{ place: place.name, device: port.name, motion: 'out' }])
    if (found !== undefined) return found
  }
  return undefined

  function across({ peer }: VirtualDevice, steps: readonly LinkStep[]): Neighbour | undefined {
    const other = peer && network.get(peer.place)
    const end = other?.devices.find(({ name }) => name === peer?.device)
    if (peer === undefined || other === undefined || end === undefined) return undefined
    if (visited.has(`${peer.place}:${peer.device}`)) return undefined
    visited.add(`${peer.place}:${peer.device}`)
    return arrive(other, end, [...steps, { ...peer, motion: 'in' }])
  }

  function arrive(at: VirtualPlace, end: VirtualDevice, steps: readonly LinkStep[]): Neighbour | undefined {
    const bridge = end.bridge
    if (bridge === undefined) return answers(at, end, address) ? { steps, place: at, device: end } : undefined
    const own = at.devices.find(({ name }) => name === bridge)
    if (own !== undefined && answers(at, own, address)) {
      return { steps: [...steps, { place: at.name, device: bridge, motion: 'in' }], place: at, device: own }
    }
    for (const port of at.devices) {
      if (port.bridge !== bridge || port === end) continue
      visited.add(`${at.name}:${port.name}`)
      const found = across(port, [...steps, { place: at.name, device: port.name, motion: 'out' }])
      if (found !== undefined) return found
    }
    return undefined
  }
}

// A kernel answers for each of its addresses at every device; of IPv6 only for those of the device that is asked.
function answers(place: VirtualPlace, device: VirtualDevice, address: string): boolean {
  if (device.proxies && isProxied(place, device, address)) return true
  if (familyOf(address) === 4) return isOwn(place, address)
  return isOwn({ devices: [device] }, address)
}

// Proxy ARP answers only while there is a route to the address by another device.
function isProxied({ routes }: VirtualPlace, device: VirtualDevice, address: string): boolean {
  if (familyOf(address) === 6) return cidrContains('fe80::/10', address)
  const route = lookUp(routes, address)
  return route !== undefined && route.type !== 'blackhole' && route.device !== device.name
}
