import { canonicalAddress, cidrContains, familyOf, networkOf, type IpFamily } from '@underlay/configs'
import type { VirtualDevice, VirtualPlace, VirtualRoute } from './place.ts'

/** An address without its mask, in its canonical form. */
export function hostOf(cidr: string): string {
  return canonicalAddress(cidr.split('/')[0] ?? cidr)
}

/** A network that contains one address only. */
export function single(address: string): string {
  return `${hostOf(address)}/${familyOf(address) === 6 ? 128 : 32}`
}

/** The destination of the default route. */
export function everything(family: IpFamily): string {
  return family === 6 ? '::/0' : '0.0.0.0/0'
}

/** The device that has an address. */
export function deviceWith({ devices }: Pick<VirtualPlace, 'devices'>, address: string): VirtualDevice | undefined {
  const wanted = hostOf(address)
  return devices.find(({ addresses }) => addresses.some((own) => hostOf(own) === wanted))
}

/** Whether an address is one of the place's own. */
export function isOwn(place: Pick<VirtualPlace, 'devices'>, address: string): boolean {
  return deviceWith(place, address) !== undefined
}

/** The routes that the kernel makes of a device's addresses. */
export function connectedRoutes({ name, addresses }: VirtualDevice): VirtualRoute[] {
  return addresses.flatMap((address): VirtualRoute[] => {
    const destination = networkOf(address)
    // A route to an address alone is in the table `local`.
    if (destination === single(address)) return []
    const text = `${destination} is ${name}'s own network`
    return [{ destination, device: name, source: hostOf(address), decision: { kind: 'route', text } }]
  })
}

/**
 * The source address that the kernel takes for what leaves by a device: one of the network that the next hop is in, else the
 * device's first. Where the device has none, the first of any device; of IPv6 the one that has most in common with the next hop.
 *
 * @see https://github.com/torvalds/linux/blob/v6.1/net/ipv4/devinet.c inet_select_addr
 * @see https://www.rfc-editor.org/rfc/rfc6724#section-5
 */
export function sourceFor(place: VirtualPlace, device: VirtualDevice, next: string): string | undefined {
  const family = familyOf(next)
  const own = device.addresses.filter((address) => familyOf(address) === family)
  const near = own.find((address) => cidrContains(networkOf(address), next)) ?? own[0]
  if (near !== undefined) return hostOf(near)
  const any = place.devices.flatMap(({ addresses }) => addresses).filter((address) => familyOf(address) === family)
  const hosts = any.map(hostOf)
  return family === 6 ? hosts.toSorted((a, b) => commonBits(b, next) - commonBits(a, next))[0] : hosts[0]
}

function commonBits(a: string, b: string): number {
  let length = 128
  while (length > 0 && !cidrContains(networkOf(`${a}/${length}`), b)) length--
  return length
}
