import { IPv4, IPv4CidrRange, IPv4Prefix } from 'ip-num'
import { AddressError } from './address-error.ts'
import { isIpv4 } from './ipv4.ts'

/** An IPv4 address with its prefix length, as an interface has it. */
export interface Cidr {
  /** The address as written, `10.1.5.10`. */
  readonly address: string
  /** 0 to 32 bits. */
  readonly prefixLength: number
  /** The network's first address, `10.1.5.0`. */
  readonly network: string
}

/**
 * Reads an IPv4 address with prefix length; host bits may be set.
 *
 * @throws {@link AddressError} when the text is no IPv4 CIDR.
 * @example
 * ```ts
 * parseCidr('10.1.5.10/24') // { address: '10.1.5.10', prefixLength: 24, network: '10.1.5.0' }
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc4632#section-3.1
 */
export function parseCidr(cidr: string): Cidr {
  const [address = '', length = '', ...rest] = cidr.split('/')
  if (!isIpv4(address) || rest.length > 0 || !/^(?:0|[1-9]\d?)$/.test(length) || Number(length) > 32) {
    throw new AddressError(cidr, `'${cidr}' is not an IPv4 CIDR such as 10.1.5.0/24`)
  }
  return { address, prefixLength: Number(length), network: rangeOf(address, Number(length)).getFirst().toString() }
}

/**
 * Whether a text is an IPv4 address with prefix length.
 *
 * @example
 * ```ts
 * isCidr('10.1.5.0/24') // true
 * isCidr('10.1.5.0') // false
 * ```
 */
export function isCidr(cidr: string): boolean {
  try {
    parseCidr(cidr)
    return true
  } catch {
    return false
  }
}

/**
 * The network that an interface address belongs to.
 *
 * @throws {@link AddressError} when the text is no IPv4 CIDR.
 * @example
 * ```ts
 * networkOf('10.1.5.10/24') // '10.1.5.0/24'
 * ```
 */
export function networkOf(cidr: string): string {
  const { network, prefixLength } = parseCidr(cidr)
  return `${network}/${prefixLength}`
}

/**
 * Whether two networks share an address.
 *
 * @throws {@link AddressError} when a text is no IPv4 CIDR.
 * @example
 * ```ts
 * cidrsOverlap('10.1.0.0/16', '10.1.5.0/24') // true
 * ```
 */
export function cidrsOverlap(a: string, b: string): boolean {
  const [left, right] = [parseCidr(a), parseCidr(b)]
  const [wide, narrow] = left.prefixLength <= right.prefixLength ? [a, right] : [b, left]
  return cidrContains(wide, narrow.network)
}

/**
 * Whether a network contains an address; the question by which Calico's CrossSubnet decides.
 *
 * @throws {@link AddressError} when `cidr` is no IPv4 CIDR or `address` no IPv4 address.
 * @example
 * ```ts
 * cidrContains('10.1.5.10/24', '10.1.5.11') // true
 * ```
 */
export function cidrContains(cidr: string, address: string): boolean {
  const { network, prefixLength } = parseCidr(cidr)
  if (!isIpv4(address)) throw new AddressError(address, `'${address}' is not an IPv4 address`)
  const range = rangeOf(network, prefixLength)
  const value = IPv4.fromString(address)
  return value.isGreaterThanOrEquals(range.getFirst()) && value.isLessThanOrEquals(range.getLast())
}

/**
 * Whether a network lies within another one, or is the same.
 *
 * @throws {@link AddressError} when a text is no IPv4 CIDR.
 * @example
 * ```ts
 * cidrInside('10.98.4.0/24', '10.98.0.0/16') // true
 * ```
 */
export function cidrInside(inner: string, outer: string): boolean {
  return parseCidr(inner).prefixLength >= parseCidr(outer).prefixLength && cidrsOverlap(inner, outer)
}

function rangeOf(address: string, prefixLength: number): IPv4CidrRange {
  return new IPv4CidrRange(IPv4.fromString(address), IPv4Prefix.fromNumber(BigInt(prefixLength)))
}
