import { concat, putU16, putU32 } from '../bytes/build.ts'
import { ethernet } from '../protocols/ethernet.ts'
import type { Encoder } from './encoder.ts'
import { etherTypeOf } from './next-number.ts'

/**
 * Ethernet II, or an 802.3 frame where `eth.len` is given; nothing behind the payload unless it is given.
 *
 * @see https://www.rfc-editor.org/rfc/rfc894
 */
export const ethernetEncoder: Encoder = {
  protocol: ethernet,
  encode({ fields, next, trailer }) {
    const type = new Uint8Array(2)
    const name = fields.has('eth.len') && !fields.has('eth.type') ? 'eth.len' : 'eth.type'
    putU16(type, 0, fields.integer(name, 16, etherTypeOf(next)))
    const header = concat(fields.mac('eth.dst'), fields.mac('eth.src'), type)
    const check = new Uint8Array(fields.has('eth.fcs') ? 4 : 0)
    if (check.length > 0) putU32(check, 0, fields.integer('eth.fcs', 32, 0))
    return { header, behind: concat(fields.hex('eth.padding'), trailer, fields.hex('eth.trailer'), check) }
  },
}
