import { concat, putU16 } from '../bytes/build.ts'
import { ethernet } from '../protocols/ethernet.ts'
import type { Encoder } from './encoder.ts'
import { etherTypeOf } from './next-number.ts'

/**
 * Ethernet II, or an 802.3 frame where `eth.len` is given; no padding unless `eth.padding` is.
 *
 * @see https://www.rfc-editor.org/rfc/rfc894
 */
export const ethernetEncoder: Encoder = {
  protocol: ethernet,
  encode({ fields, next }) {
    const type = new Uint8Array(2)
    const name = fields.has('eth.len') && !fields.has('eth.type') ? 'eth.len' : 'eth.type'
    putU16(type, 0, fields.integer(name, 16, etherTypeOf(next)))
    return { header: concat(fields.mac('eth.dst'), fields.mac('eth.src'), type), trailer: fields.hex('eth.padding') }
  },
}
