import { concat, putU16, putU32 } from '../bytes/build.ts'
import { ipv6 } from '../protocols/ipv6.ts'
import type { Encoder } from './encoder.ts'
import { ipProtocolOf } from './next-number.ts'

/**
 * Internet protocol, version 6: hop limit 64, flow 0; extension headers are layers of their own.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8200#section-3
 */
export const ipv6Encoder: Encoder = {
  protocol: ipv6,
  encode({ fields, payload, next }) {
    const fixed = new Uint8Array(8)
    const trafficClass = fields.bits('ipv6.tclass', 8, 0, { 'ipv6.tclass.dscp': [2, 6], 'ipv6.tclass.ecn': [0, 2] })
    const version = fields.integer('ipv6.version', 4, 6)
    putU32(fixed, 0, version * 2 ** 28 + trafficClass * 2 ** 20 + fields.integer('ipv6.flow', 20, 0))
    putU16(fixed, 4, fields.integer('ipv6.plen', 16, payload.length))
    fixed[6] = fields.integer('ipv6.nxt', 8, ipProtocolOf(next))
    fixed[7] = fields.integer('ipv6.hlim', 8, 64)
    return { header: concat(fixed, fields.ipv6('ipv6.src'), fields.ipv6('ipv6.dst')) }
  },
}
