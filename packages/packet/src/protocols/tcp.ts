import { bit, u16, u32, u8 } from '../bytes/big-endian.ts'
import { formatHex } from '../bytes/hex.ts'
import { defineProtocol, followPorts, hasBytes } from '../layers/protocol.ts'
import { transportStatus } from './checksum.ts'
import { tcpOptionFields } from './tcp-options.ts'

/**
 * Transmission control protocol.
 *
 * ```text
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          Source Port          |       Destination Port        |
 * +-------------------------------+-------------------------------+
 * |                        Sequence Number                        |
 * +---------------------------------------------------------------+
 * |                     Acknowledgment Number                     |
 * +-------+-----+-----------------+-------------------------------+
 * | Offset| Res |A|C|E|U|A|P|R|S|F|             Window            |
 * +-------+-----+-----------------+-------------------------------+
 * |            Checksum           |         Urgent Pointer        |
 * +-------------------------------+-------------------------------+
 * ```
 *
 * Sequence numbers are raw (`tcp.seq_raw`): one packet does not know where its conversation started.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9293#section-3.1
 */
export const tcp = defineProtocol({
  name: 'tcp',
  dissect(cursor) {
    if (!hasBytes(cursor, 'tcp', 20)) return
    const headerLength = (u8(cursor.bytes, cursor.start + 12) >> 4) * 4
    if (headerLength < 20) cursor.problem = `tcp header length is ${headerLength} bytes, at least 20 are needed`
    else if (hasBytes(cursor, 'tcp', headerLength)) followPorts(cursor, headerLength, 'tcp.port')
  },
  fields: {
    'tcp.srcport': (bytes, start) => u16(bytes, start),
    'tcp.dstport': (bytes, start) => u16(bytes, start + 2),
    'tcp.len': (_bytes, start, layer) => layer.end - start - layer.length,
    'tcp.seq_raw': (bytes, start) => u32(bytes, start + 4),
    'tcp.ack_raw': (bytes, start) => u32(bytes, start + 8),
    'tcp.hdr_len': (_bytes, _start, layer) => layer.length,
    'tcp.flags': (bytes, start) => u16(bytes, start + 12) & 0xfff,
    'tcp.flags.ae': (bytes, start) => bit(bytes, start + 12, 0x01),
    'tcp.flags.cwr': (bytes, start) => bit(bytes, start + 13, 0x80),
    'tcp.flags.ece': (bytes, start) => bit(bytes, start + 13, 0x40),
    'tcp.flags.urg': (bytes, start) => bit(bytes, start + 13, 0x20),
    'tcp.flags.ack': (bytes, start) => bit(bytes, start + 13, 0x10),
    'tcp.flags.push': (bytes, start) => bit(bytes, start + 13, 0x08),
    'tcp.flags.reset': (bytes, start) => bit(bytes, start + 13, 0x04),
    'tcp.flags.syn': (bytes, start) => bit(bytes, start + 13, 0x02),
    'tcp.flags.fin': (bytes, start) => bit(bytes, start + 13, 0x01),
    'tcp.window_size_value': (bytes, start) => u16(bytes, start + 14),
    'tcp.checksum': (bytes, start) => u16(bytes, start + 16),
    'tcp.checksum.status': (_bytes, _start, layer) => transportStatus(layer, 6),
    'tcp.urgent_pointer': (bytes, start) => u16(bytes, start + 18),
    'tcp.options': (bytes, start, layer) =>
      layer.length > 20 ? formatHex(bytes, start + 20, start + layer.length, '') : undefined,
    ...tcpOptionFields,
    'tcp.payload': (bytes, start, layer) =>
      layer.end > start + layer.length ? formatHex(bytes, start + layer.length, layer.end, '') : undefined,
  },
})
