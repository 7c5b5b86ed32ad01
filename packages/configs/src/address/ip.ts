import { AddressError } from './address-error.ts'
import type { IpFamily, IpValue } from './ip-value.ts'
import { readIp, writeIp } from './ip-value.ts'

/**
 * Whether a text is an IPv4 address in dotted decimal, without leading zeros (some tools read those as octal).
 *
 * @example
 * ```ts
 * isIpv4('10.1.5.10') // true
 * isIpv4('10.1.5.010') // false
 * ```
 */
export function isIpv4(address: string): boolean {
  return readIp(address)?.family === 4
}

/**
 * Whether a text is an IPv6 address, in any of its forms; one with a zone (`fe80::1%eth0`) is none, it names an interface too.
 *
 * @example
 * ```ts
 * isIpv6('fd00:10:1:5::10') // true
 * isIpv6('10.1.5.10') // false
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc4291#section-2.2
 */
export function isIpv6(address: string): boolean {
  return readIp(address)?.family === 6
}

/**
 * Whether a text is an address of either family, without prefix length and zone.
 *
 * @example
 * ```ts
 * isIp('fd00::1') // true
 * isIp('fd00::1/64') // false
 * ```
 */
export function isIp(address: string): boolean {
  return readIp(address) !== undefined
}

/**
 * The family of an address, with or without a prefix length.
 *
 * @throws {@link AddressError} when the text is neither.
 * @example
 * ```ts
 * familyOf('10.1.5.0/24') // 4
 * familyOf('fd00::1') // 6
 * ```
 */
export function familyOf(addressOrCidr: string): IpFamily {
  return ipValue(addressOrCidr.split('/')[0] ?? '').family
}

/**
 * An address as tools print it: IPv6 in lower case, without leading zeros, its longest run of zeros as `::`.
 *
 * @throws {@link AddressError} when the text is no address.
 * @example
 * ```ts
 * canonicalAddress('FD00:0010:0:0::0001') // 'fd00:10::1'
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc5952#section-4
 */
export function canonicalAddress(address: string): string {
  return writeIp(ipValue(address))
}

/**
 * Orders addresses by number, IPv4 first: negative when `a` comes before `b`, as `toSorted` wants it.
 *
 * @throws {@link AddressError} when a text is no address.
 * @example
 * ```ts
 * ['fd00::1', '10.1.5.10', '10.1.5.9'].toSorted(compareAddresses) // ['10.1.5.9', '10.1.5.10', 'fd00::1']
 * ```
 */
export function compareAddresses(a: string, b: string): number {
  const [left, right] = [ipValue(a), ipValue(b)]
  if (left.family !== right.family) return left.family - right.family
  if (left.value === right.value) return 0
  return left.value < right.value ? -1 : 1
}

/** Whether an address can be a host's own: not unspecified, loopback, link-local, multicast or broadcast. */
export function isGlobalUnicast(address: string): boolean {
  const { family, value } = ipValue(address)
  if (family === 4) {
    const [first, second] = [value >> 24n, (value >> 16n) & 0xffn]
    const isLinkLocal = first === 169n && second === 254n
    return value !== 0n && first !== 127n && !isLinkLocal && first >> 4n !== 0xen && value !== 0xffffffffn
  }
  const isLinkLocal = value >> 118n === 0xfe80n >> 6n
  return value > 1n && !isLinkLocal && value >> 120n !== 0xffn
}

/** The number of an address. @throws {@link AddressError} when the text is none. */
export function ipValue(address: string): IpValue {
  const read = readIp(address)
  if (read === undefined) throw new AddressError(address, `'${address}' is not an IP address`)
  return read
}
