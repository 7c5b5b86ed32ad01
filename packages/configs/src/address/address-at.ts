import { AddressError } from './address-error.ts'
import { cidrValue } from './cidr.ts'
import { writeIp } from './ip-value.ts'

/**
 * The address of a network at an ordinal, counted from 0, the network address itself.
 *
 * @param ordinal An integer; a bigint where an IPv6 network is meant beyond 2^53.
 * @throws {@link AddressError} when `cidr` is no CIDR, or the ordinal lies outside of it.
 * @example
 * ```ts
 * addressAt('10.98.81.0/26', 4) // '10.98.81.4'
 * addressAt('fd00:10:1:5::/64', 0x10) // 'fd00:10:1:5::10'
 * ```
 */
export function addressAt(cidr: string, ordinal: number | bigint): string {
  const { family, value, hostBits } = cidrValue(cidr)
  const size = 1n << hostBits
  if (!isOrdinal(ordinal, size)) {
    throw new AddressError(cidr, `${cidr} has the ordinals 0 to ${size - 1n}, not ${ordinal}`)
  }
  return writeIp({ family, value: ((value >> hostBits) << hostBits) + BigInt(ordinal) })
}

/**
 * The subnet of a network at an ordinal, counted from 0: a rack's of a site, a node's block of a pool.
 *
 * @throws {@link AddressError} when `cidr` is no CIDR, the prefix is shorter than its own, or the network is exhausted.
 * @example
 * ```ts
 * subnetAt('10.98.0.0/16', 26, 1) // '10.98.0.64/26'
 * subnetAt('fd00:10:98::/56', 64, 2) // 'fd00:10:98:2::/64'
 * ```
 */
export function subnetAt(cidr: string, prefixLength: number, ordinal: number | bigint): string {
  const { hostBits } = cidrValue(cidr)
  const count = subnetCount(cidr, prefixLength)
  if (!isOrdinal(ordinal, count)) {
    throw new AddressError(cidr, `${cidr} holds ${count} subnets of /${prefixLength}; there is no number ${ordinal}`)
  }
  const size = hostBits - BigInt(prefixLength - cidrValue(cidr).prefixLength)
  return `${addressAt(cidr, BigInt(ordinal) << size)}/${prefixLength}`
}

/**
 * How many subnets with a prefix of `prefixLength` bits a network holds.
 *
 * @throws {@link AddressError} when `cidr` is no CIDR, or the prefix is none of it.
 * @example
 * ```ts
 * subnetCount('10.98.0.0/16', 26) // 1024n
 * ```
 */
export function subnetCount(cidr: string, prefixLength: number): bigint {
  const network = cidrValue(cidr)
  const bits = prefixLength - network.prefixLength
  if (!Number.isInteger(bits) || bits < 0 || BigInt(bits) > network.hostBits) {
    throw new AddressError(cidr, `${cidr} has no subnets of /${prefixLength}`)
  }
  return 1n << BigInt(bits)
}

function isOrdinal(ordinal: number | bigint, count: bigint): boolean {
  return (typeof ordinal === 'bigint' || Number.isSafeInteger(ordinal)) && ordinal >= 0 && ordinal < count
}
