import { concat, padTo, putU16, putU32 } from '../bytes/build.ts'
import { geneve } from '../protocols/geneve.ts'
import type { Encoder } from './encoder.ts'
import { etherTypeOf } from './next-number.ts'

/**
 * Generic network virtualisation encapsulation behind UDP; all options as hex digits, `geneve.options`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8926#section-3.4
 */
export const geneveEncoder: Encoder = {
  protocol: geneve,
  encode({ fields, next }) {
    const options = padTo(4, fields.hex('geneve.options'))
    if (options.length > 252) {
      throw fields.error('geneve.options', `is ${options.length} bytes, at most 252 fit`, 'give fewer options')
    }
    const header = concat(new Uint8Array(8), options)
    header[0] = fields.integer('geneve.version', 2, 0) * 0x40 + options.length / 4
    header[1] = fields.bits('geneve.flags', 8, 0, { 'geneve.flags.oam': [7, 1], 'geneve.flags.critical': [6, 1] })
    putU16(header, 2, fields.integer('geneve.proto_type', 16, etherTypeOf(next)))
    putU32(header, 4, fields.integer('geneve.vni', 24, 0) * 256 + fields.integer('geneve.reserved', 8, 0))
    return { header }
  },
}
