import { concat, padTo, putU16, putU32 } from '../bytes/build.ts'
import { tcp } from '../protocols/tcp.ts'
import { transportChecksum } from './checksum.ts'
import type { Encoder } from './encoder.ts'
import { headerWords } from './header-length.ts'
import { portOf } from './next-number.ts'
import { tcpOptions } from './tcp-options.ts'

/**
 * Transmission control protocol; options as `tcp.options`, or by their fields.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9293#section-3.1
 */
export const tcpEncoder: Encoder = {
  protocol: tcp,
  encode({ fields, payload, next, carrier }) {
    const options = padTo(4, fields.has('tcp.options') ? fields.hex('tcp.options') : tcpOptions(fields))
    const header = concat(new Uint8Array(20), options)
    putU16(header, 0, fields.integer('tcp.srcport', 16, 0))
    putU16(header, 2, fields.integer('tcp.dstport', 16, portOf(next)))
    putU32(header, 4, fields.integer('tcp.seq_raw', 32, 0))
    putU32(header, 8, fields.integer('tcp.ack_raw', 32, 0))
    const words = headerWords(fields, 'tcp.hdr_len', header.length, 'tcp.options')
    const flags = fields.bits('tcp.flags', 12, 0, {
      'tcp.flags.ae': [8, 1],
      'tcp.flags.cwr': [7, 1],
      'tcp.flags.ece': [6, 1],
      'tcp.flags.urg': [5, 1],
      'tcp.flags.ack': [4, 1],
      'tcp.flags.push': [3, 1],
      'tcp.flags.reset': [2, 1],
      'tcp.flags.syn': [1, 1],
      'tcp.flags.fin': [0, 1],
    })
    putU16(header, 12, words * 0x1000 + flags)
    putU16(header, 14, fields.integer('tcp.window_size_value', 16, 0))
    putU16(header, 18, fields.integer('tcp.urgent_pointer', 16, 0))
    const checksum = transportChecksum(carrier, 6, concat(header, payload))
    putU16(header, 16, fields.integer('tcp.checksum', 16, checksum))
    return { header }
  },
}
