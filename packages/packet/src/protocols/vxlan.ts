import { bit, u16, u24, u8 } from '../bytes/big-endian.ts'
import { defineProtocol, follow, hasBytes } from '../layers/protocol.ts'

/**
 * Virtual extensible LAN: an Ethernet frame inside of UDP, port 4789, or the ports that the caller adds (flannel's 8472).
 *
 * ```text
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+-----------------------------------------------+
 * |R|R|R|R|I|R|R|R|                   Reserved                    |
 * +---------------+-----------------------------------------------+
 * |            VXLAN Network Identifier (VNI)     |    Reserved   |
 * +-----------------------------------------------+---------------+
 * ```
 *
 * @see https://www.rfc-editor.org/rfc/rfc7348#section-5
 */
export const vxlan = defineProtocol({
  name: 'vxlan',
  dissect(cursor) {
    if (hasBytes(cursor, 'vxlan', 8)) follow(cursor, 8, 'eth')
  },
  fields: {
    'vxlan.flags': (bytes, start) => u16(bytes, start),
    'vxlan.flag_i': (bytes, start) => bit(bytes, start, 0x08),
    'vxlan.gbp': (bytes, start) => u16(bytes, start + 2),
    'vxlan.vni': (bytes, start) => u24(bytes, start + 4),
    'vxlan.reserved8': (bytes, start) => u8(bytes, start + 7),
  },
})
