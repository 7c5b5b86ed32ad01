import { formatIpv4 } from '../address/format-ipv4.ts'
import { bit, u16, u8 } from '../bytes/big-endian.ts'
import { formatHex } from '../bytes/hex.ts'
import { checksumStatus, onesComplementSum } from './checksum.ts'
import { ipOptionFields } from './ip-options.ts'
import { defineProtocol, follow, hasBytes } from '../layers/protocol.ts'

/**
 * Internet protocol, version 4; IP-in-IP is two of these, the outer with protocol 4.
 *
 * ```text
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+-------+---------------+-------------------------------+
 * |Version|  IHL  |Type of Service|          Total Length         |
 * +-------+-------+---------------+-----+-------------------------+
 * |         Identification        |Flags|     Fragment Offset     |
 * +---------------+---------------+-----+-------------------------+
 * |  Time to Live |    Protocol   |        Header Checksum        |
 * +---------------+---------------+-------------------------------+
 * |                         Source Address                        |
 * +---------------------------------------------------------------+
 * |                      Destination Address                      |
 * +---------------------------------------------------------------+
 * ```
 *
 * A fragment other than the first carries `data`. A total length of 0 is a segment that the card would have
 * cut (TSO): it lasts to the end. `ip.frag_offset` counts units of 8 bytes. `ip.options` is all options as hex digits,
 * which Wireshark has of TCP only.
 *
 * @see https://www.rfc-editor.org/rfc/rfc791#section-3.1
 * @see https://www.rfc-editor.org/rfc/rfc2003
 */
export const ip = defineProtocol({
  name: 'ip',
  dissect(cursor) {
    if (!hasBytes(cursor, 'ip', 20)) return
    const { bytes, start } = cursor
    const first = u8(bytes, start)
    const headerLength = (first & 0xf) * 4
    const totalLength = u16(bytes, start + 2)
    if (first >> 4 !== 4) cursor.problem = `ip version is ${first >> 4}, not 4`
    else if (headerLength < 20) cursor.problem = `ip header length is ${headerLength} bytes, at least 20 are needed`
    else if (totalLength !== 0 && totalLength < headerLength) {
      cursor.problem = `ip total length ${totalLength} is less than the header's ${headerLength} bytes`
    } else if (hasBytes(cursor, 'ip', headerLength)) {
      if (totalLength !== 0) cursor.end = Math.min(cursor.end, start + totalLength)
      const offset = u16(bytes, start + 6) & 0x1fff
      follow(cursor, headerLength, offset === 0 ? 'ip.proto' : 'data', u8(bytes, start + 9))
    }
  },
  fields: {
    'ip.version': (bytes, start) => u8(bytes, start) >> 4,
    'ip.hdr_len': (bytes, start) => (u8(bytes, start) & 0xf) * 4,
    'ip.dsfield': (bytes, start) => u8(bytes, start + 1),
    'ip.dsfield.dscp': (bytes, start) => u8(bytes, start + 1) >> 2,
    'ip.dsfield.ecn': (bytes, start) => u8(bytes, start + 1) & 3,
    'ip.len': (bytes, start, layer) => u16(bytes, start + 2) || layer.end - start,
    'ip.id': (bytes, start) => u16(bytes, start + 4),
    'ip.flags': (bytes, start) => u8(bytes, start + 6) >> 5,
    'ip.flags.rb': (bytes, start) => bit(bytes, start + 6, 0x80),
    'ip.flags.df': (bytes, start) => bit(bytes, start + 6, 0x40),
    'ip.flags.mf': (bytes, start) => bit(bytes, start + 6, 0x20),
    'ip.frag_offset': (bytes, start) => u16(bytes, start + 6) & 0x1fff,
    'ip.ttl': (bytes, start) => u8(bytes, start + 8),
    'ip.proto': (bytes, start) => u8(bytes, start + 9),
    'ip.checksum': (bytes, start) => u16(bytes, start + 10),
    'ip.checksum.status': (bytes, start, layer) =>
      checksumStatus(onesComplementSum(bytes, start, start + layer.length) === 0xffff),
    'ip.src': (bytes, start) => formatIpv4(bytes, start + 12),
    'ip.dst': (bytes, start) => formatIpv4(bytes, start + 16),
    ...ipOptionFields,
    'ip.options': (bytes, start, layer) =>
      layer.length > 20 ? formatHex(bytes, start + 20, start + layer.length, '') : undefined,
  },
})
