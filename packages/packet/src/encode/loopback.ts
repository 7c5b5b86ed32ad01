import { loopback } from '../protocols/loopback.ts'
import type { Encoder } from './encoder.ts'

/**
 * BSD loopback, little-endian: family 2 before IPv4, and FreeBSD's 28 before IPv6.
 *
 * @see https://www.tcpdump.org/linktypes.html LINKTYPE_NULL
 */
export const loopbackEncoder: Encoder = {
  protocol: loopback,
  encode: ({ fields, next }) => ({
    header: Uint8Array.of(fields.integer('null.family', 8, next === 'ipv6' ? 28 : 2), 0, 0, 0),
  }),
}
