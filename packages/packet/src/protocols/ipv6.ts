import { formatIpv6 } from '../address/format-ipv6.ts'
import { u16, u32, u8 } from '../bytes/big-endian.ts'
import { defineProtocol, follow, hasBytes } from '../layers/protocol.ts'

/**
 * Internet protocol, version 6.
 *
 * ```text
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+---------------+---------------------------------------+
 * |Version| Traffic Class |              Flow Label               |
 * +-------+---------------+-------+---------------+---------------+
 * |         Payload Length        |  Next Header  |   Hop Limit   |
 * +-------------------------------+---------------+---------------+
 * |                  Source Address (16 bytes)                    |
 * |                Destination Address (16 bytes)                 |
 * +---------------------------------------------------------------+
 * ```
 *
 * @see https://www.rfc-editor.org/rfc/rfc8200#section-3
 */
export const ipv6 = defineProtocol({
  name: 'ipv6',
  dissect(cursor) {
    if (!hasBytes(cursor, 'ipv6', 40)) return
    const { bytes, start } = cursor
    const version = u8(bytes, start) >> 4
    if (version !== 6) {
      cursor.problem = `ipv6 version is ${version}, not 6`
      return
    }
    const payloadLength = u16(bytes, start + 4)
    const next = u8(bytes, start + 6)
    // Zero stands for a jumbogram or an offloaded segment, the payload lasts to the end, unless nothing follows.
    if (payloadLength !== 0 || next === 59) cursor.end = Math.min(cursor.end, start + 40 + payloadLength)
    follow(cursor, 40, 'ip.proto', next)
  },
  fields: {
    'ipv6.version': (bytes, start) => u8(bytes, start) >> 4,
    'ipv6.tclass': (bytes, start) => (u16(bytes, start) >> 4) & 0xff,
    'ipv6.tclass.dscp': (bytes, start) => (u16(bytes, start) >> 6) & 0x3f,
    'ipv6.tclass.ecn': (bytes, start) => (u16(bytes, start) >> 4) & 3,
    'ipv6.flow': (bytes, start) => u32(bytes, start) & 0xfffff,
    'ipv6.plen': (bytes, start) => u16(bytes, start + 4),
    'ipv6.nxt': (bytes, start) => u8(bytes, start + 6),
    'ipv6.hlim': (bytes, start) => u8(bytes, start + 7),
    'ipv6.src': (bytes, start) => formatIpv6(bytes, start + 8),
    'ipv6.dst': (bytes, start) => formatIpv6(bytes, start + 24),
  },
})
