import { IPv4 } from 'ip-num'

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`)

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
  return IPV4.test(address)
}

/** Whether an address can be a host's own: not unspecified, loopback, link-local, multicast or broadcast. */
export function isGlobalUnicast(address: string): boolean {
  const value = IPv4.fromString(address)
  const barred = value.isUnspecified() || value.isLoopback() || value.isLinkLocal() || value.isMulticast()
  return !barred && address !== '255.255.255.255'
}
