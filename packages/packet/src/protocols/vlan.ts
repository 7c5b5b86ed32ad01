import { bit, u16, u8 } from '../bytes/big-endian.ts'
import { defineProtocol, follow, hasBytes } from '../layers/protocol.ts'
import { isTagType, readTrailer, taggedFrame } from './frame-trailer.ts'

/**
 * An 802.1Q tag, without the EtherType 0x8100 that announced it; the innermost one has the frame's trailer.
 *
 * ```text
 * +-----+-+-----------------------+-------------------------------+
 * | PCP |D|    VLAN id (12 bits)  |           EtherType           |
 * +-----+-+-----------------------+-------------------------------+
 * ```
 *
 * @see https://en.wikipedia.org/wiki/IEEE_802.1Q
 */
export const vlan = defineProtocol({
  name: 'vlan',
  dissect(cursor) {
    if (!hasBytes(cursor, 'vlan', 4)) return
    const type = u16(cursor.bytes, cursor.start + 2)
    if (type >= 0x600) follow(cursor, 4, 'ethertype', type)
    else follow(cursor, 4, 'data')
  },
  fields: {
    'vlan.priority': (bytes, start) => u8(bytes, start) >> 5,
    'vlan.dei': (bytes, start) => bit(bytes, start, 0x10),
    'vlan.id': (bytes, start) => u16(bytes, start) & 0xfff,
    'vlan.etype': (bytes, start) => (u16(bytes, start + 2) < 0x600 ? undefined : u16(bytes, start + 2)),
    'vlan.trailer': (bytes, start, layer) => {
      const frame = isTagType(u16(bytes, start + 2)) ? undefined : taggedFrame(layer)
      return frame && readTrailer(frame)
    },
    'vlan.len': (bytes, start) => (u16(bytes, start + 2) < 0x600 ? u16(bytes, start + 2) : undefined),
  },
})
