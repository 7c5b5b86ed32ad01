import { concat, padTo, putU16 } from '../bytes/build.ts'
import { ip } from '../protocols/ip.ts'
import { checksumOf } from './checksum.ts'
import type { Encoder } from './encoder.ts'
import { headerWords } from './header-length.ts'
import { ipProtocolOf } from './next-number.ts'

/**
 * Internet protocol, version 4: TTL 64, no flags; `ip.options` as hex digits, filled up to whole words.
 *
 * @see https://www.rfc-editor.org/rfc/rfc791#section-3.1
 */
export const ipEncoder: Encoder = {
  protocol: ip,
  encode({ fields, payload, next }) {
    const options = padTo(4, fields.hex('ip.options'))
    const fixed = new Uint8Array(12)
    fixed[0] =
      fields.integer('ip.version', 4, 4) * 16 + headerWords(fields, 'ip.hdr_len', 20 + options.length, 'ip.options')
    fixed[1] = fields.bits('ip.dsfield', 8, 0, { 'ip.dsfield.dscp': [2, 6], 'ip.dsfield.ecn': [0, 2] })
    putU16(fixed, 2, fields.integer('ip.len', 16, 20 + options.length + payload.length))
    putU16(fixed, 4, fields.integer('ip.id', 16, 0))
    const flags = fields.bits('ip.flags', 3, 0, {
      'ip.flags.rb': [2, 1],
      'ip.flags.df': [1, 1],
      'ip.flags.mf': [0, 1],
    })
    putU16(fixed, 6, flags * 0x2000 + fields.integer('ip.frag_offset', 13, 0))
    fixed[8] = fields.integer('ip.ttl', 8, 64)
    fixed[9] = fields.integer('ip.proto', 8, ipProtocolOf(next))
    const header = concat(fixed, fields.ipv4('ip.src'), fields.ipv4('ip.dst'), options)
    putU16(header, 10, fields.integer('ip.checksum', 16, checksumOf(header)))
    return { header }
  },
}
