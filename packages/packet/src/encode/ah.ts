import { concat, padTo, putU32 } from '../bytes/build.ts'
import { ah } from '../protocols/ah.ts'
import type { Encoder } from './encoder.ts'
import { ipProtocolOf } from './next-number.ts'

/**
 * The authentication header of IPsec, its check value as hex digits: nothing here can sign.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4302#section-2
 */
export const ahEncoder: Encoder = {
  protocol: ah,
  encode({ fields, next }) {
    const header = padTo(4, concat(new Uint8Array(12), fields.hex('ah.icv')))
    header[0] = fields.integer('ah.next_header', 8, ipProtocolOf(next))
    header[1] = fields.integer('ah.length', 8, header.length / 4 - 2)
    header.set(fields.hexOf('ah.reserved', 2), 2)
    putU32(header, 4, fields.integer('ah.spi', 32, 0))
    putU32(header, 8, fields.integer('ah.sequence', 32, 0))
    return { header }
  },
}
