import { loopback } from '../protocols/loopback.ts'
import type { Encoder } from './encoder.ts'

/**
 * BSD loopback, little-endian unless the link type is 108: family 2 before IPv4, and FreeBSD's 28 before IPv6.
 *
 * @see https://www.tcpdump.org/linktypes.html LINKTYPE_NULL
 */
export const loopbackEncoder: Encoder = {
  protocol: loopback,
  encode({ fields, next, linkType }) {
    const family = fields.integer('null.family', 8, next === 'ipv6' ? 28 : 2)
    return { header: linkType === 108 ? Uint8Array.of(0, 0, 0, family) : Uint8Array.of(family, 0, 0, 0) }
  },
}
