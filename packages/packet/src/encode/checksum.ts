import { concat } from '../bytes/build.ts'
import { onesComplementSum } from '../protocols/checksum.ts'
import type { GivenFields } from './given-fields.ts'

/**
 * The checksum of bytes whose own checksum field is zero, over `initial` too.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1071
 */
export function checksumOf(bytes: Uint8Array, initial = 0): number {
  return 0xffff - onesComplementSum(bytes, 0, bytes.length, initial)
}

/**
 * The checksum of a transport's segment with the pseudo header of the IP layer around it; 0 where there is none.
 * Of a fragment it is the sum of what is here: give the datagram's.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9293#section-3.1
 * @see https://www.rfc-editor.org/rfc/rfc8200#section-8.1
 */
export function transportChecksum(carrier: GivenFields | undefined, protocol: number, segment: Uint8Array): number {
  const addresses = carrier && addressesOf(carrier)
  if (addresses === undefined) return 0
  const pseudo = onesComplementSum(addresses, 0, addresses.length) + protocol + segment.length
  return checksumOf(segment, pseudo)
}

function addressesOf(carrier: GivenFields): Uint8Array | undefined {
  if (carrier.name === 'ip') return concat(carrier.ipv4('ip.src'), carrier.ipv4('ip.dst'))
  if (carrier.name === 'ipv6') return concat(carrier.ipv6('ipv6.src'), carrier.ipv6('ipv6.dst'))
  return undefined
}
