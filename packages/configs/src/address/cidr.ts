import { AddressError } from './address-error.ts'
import { ipValue } from './ip.ts'
import type { IpFamily, IpValue } from './ip-value.ts'
import { readIp, writeIp } from './ip-value.ts'

/** An address with its prefix length, as an interface has it. */
export interface Cidr {
  /** The address in its canonical form, `10.1.5.10` or `fd00:10:1:5::10`. */
  readonly address: string
  /** 0 to 32 bits, or 0 to 128 of IPv6. */
  readonly prefixLength: number
  /** The network's first address, `10.1.5.0`. */
  readonly network: string
  readonly family: IpFamily
}

/**
 * Reads an address of either family with its prefix length; host bits may be set.
 *
 * @throws {@link AddressError} when the text is no CIDR.
 * @example
 * ```ts
 * parseCidr('10.1.5.10/24') // { address: '10.1.5.10', prefixLength: 24, network: '10.1.5.0', family: 4 }
 * parseCidr('fd00:10:1:5::10/64').network // 'fd00:10:1:5::'
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc4632#section-3.1
 */
export function parseCidr(cidr: string): Cidr {
  const { family, prefixLength, value, hostBits } = cidrValue(cidr)
  const network = writeIp({ family, value: (value >> hostBits) << hostBits })
  return { address: writeIp({ family, value }), prefixLength, network, family }
}

/**
 * Whether a text is an address of either family with prefix length.
 *
 * @example
 * ```ts
 * isCidr('10.1.5.0/24') // true
 * isCidr('fd00::/64') // true
 * isCidr('10.1.5.0') // false
 * ```
 */
export function isCidr(cidr: string): boolean {
  return readCidr(cidr) !== undefined
}

/** Whether a text is an IPv4 address with prefix length. */
export function isIpv4Cidr(cidr: string): boolean {
  return readCidr(cidr)?.family === 4
}

/** Whether a text is an IPv6 address with prefix length. */
export function isIpv6Cidr(cidr: string): boolean {
  return readCidr(cidr)?.family === 6
}

/**
 * The network that an interface address belongs to.
 *
 * @throws {@link AddressError} when the text is no CIDR.
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
 * Whether two networks share an address; networks of different families never do.
 *
 * @throws {@link AddressError} when a text is no CIDR.
 * @example
 * ```ts
 * cidrsOverlap('10.1.0.0/16', '10.1.5.0/24') // true
 * ```
 */
export function cidrsOverlap(a: string, b: string): boolean {
  const [left, right] = [cidrValue(a), cidrValue(b)]
  const hostBits = left.hostBits > right.hostBits ? left.hostBits : right.hostBits
  return left.family === right.family && left.value >> hostBits === right.value >> hostBits
}

/**
 * Whether a network contains an address, of its own family; the question by which Calico's CrossSubnet decides.
 *
 * @throws {@link AddressError} when `cidr` is no CIDR or `address` no address.
 * @example
 * ```ts
 * cidrContains('10.1.5.10/24', '10.1.5.11') // true
 * ```
 */
export function cidrContains(cidr: string, address: string): boolean {
  const [network, host] = [cidrValue(cidr), ipValue(address)]
  return network.family === host.family && network.value >> network.hostBits === host.value >> network.hostBits
}

/**
 * Whether a network lies within another one, or is the same.
 *
 * @throws {@link AddressError} when a text is no CIDR.
 * @example
 * ```ts
 * cidrInside('10.98.4.0/24', '10.98.0.0/16') // true
 * ```
 */
export function cidrInside(inner: string, outer: string): boolean {
  return cidrValue(inner).prefixLength >= cidrValue(outer).prefixLength && cidrsOverlap(inner, outer)
}

/** A CIDR as a number; `hostBits` are those behind the prefix. @throws {@link AddressError} when the text is none. */
export function cidrValue(cidr: string): CidrValue {
  const read = readCidr(cidr)
  if (read) return read
  throw new AddressError(cidr, `'${cidr}' is not a CIDR such as 10.1.5.0/24 or fd00:10:1:5::/64`)
}

interface CidrValue extends IpValue {
  readonly prefixLength: number
  readonly hostBits: bigint
}

function readCidr(cidr: string): CidrValue | undefined {
  const slash = cidr.lastIndexOf('/')
  const address = slash < 0 ? undefined : readIp(cidr.slice(0, slash))
  const length = cidr.slice(slash + 1)
  const bits = address?.family === 4 ? 32 : 128
  if (!address || !/^(?:0|[1-9]\d{0,2})$/.test(length) || Number(length) > bits) return undefined
  return { ...address, prefixLength: Number(length), hostBits: BigInt(bits - Number(length)) }
}
