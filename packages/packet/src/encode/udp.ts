import { concat, putU16 } from '../bytes/build.ts'
import { udp } from '../protocols/udp.ts'
import { transportChecksum } from './checksum.ts'
import type { Encoder } from './encoder.ts'
import { portOf } from './next-number.ts'

/**
 * User datagram protocol; the destination port is that of the layer it carries.
 *
 * @see https://www.rfc-editor.org/rfc/rfc768
 */
export const udpEncoder: Encoder = {
  protocol: udp,
  encode({ fields, payload, next, carrier }) {
    const header = new Uint8Array(8)
    putU16(header, 0, fields.integer('udp.srcport', 16, 0))
    putU16(header, 2, fields.integer('udp.dstport', 16, portOf(next)))
    putU16(header, 4, fields.integer('udp.length', 16, 8 + payload.length))
    const checksum = transportChecksum(carrier, 17, concat(header, payload))
    // Zero would say that there is none.
    putU16(header, 6, fields.integer('udp.checksum', 16, checksum || 0xffff))
    return { header }
  },
}
