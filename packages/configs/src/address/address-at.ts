import { IPv4 } from 'ip-num'
import { AddressError } from './address-error.ts'
import { parseCidr } from './cidr.ts'

/**
 * The address of a network at an ordinal, counted from 0, the network address itself.
 *
 * @throws {@link AddressError} when `cidr` is no IPv4 CIDR, or the ordinal lies outside of it.
 * @example
 * ```ts
 * addressAt('10.98.81.0/26', 4) // '10.98.81.4'
 * ```
 */
export function addressAt(cidr: string, ordinal: number): string {
  const { network, prefixLength } = parseCidr(cidr)
  const size = 2 ** (32 - prefixLength)
  if (!Number.isInteger(ordinal) || ordinal < 0 || ordinal >= size) {
    throw new AddressError(cidr, `${cidr} has the ordinals 0 to ${size - 1}, not ${ordinal}`)
  }
  return IPv4.fromNumber(IPv4.fromString(network).getValue() + BigInt(ordinal)).toString()
}
