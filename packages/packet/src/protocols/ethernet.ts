import { u16 } from '../bytes/big-endian.ts'
import { formatHex } from '../bytes/hex.ts'
import { defineProtocol, follow, hasBytes } from '../layers/protocol.ts'
import { isTagType, readFrameCheck, readPadding, readTrailer } from './frame-trailer.ts'

/**
 * Ethernet II.
 *
 * ```text
 * +-------------------------------+-------------------------------+---------------+
 * |      destination (6 bytes)    |        source (6 bytes)       | EtherType (2) |
 * +-------------------------------+-------------------------------+---------------+
 * ```
 *
 * What follows the payload is padding, trailer or a checksum (`eth.fcs`), as Wireshark guesses. A value below 1536 is the length of an 802.3 frame, whose payload is `data` here (Wireshark: `llc`).
 *
 * @see https://www.rfc-editor.org/rfc/rfc894
 */
export const ethernet = defineProtocol({
  name: 'eth',
  dissect(cursor) {
    if (!hasBytes(cursor, 'eth', 14)) return
    const type = u16(cursor.bytes, cursor.start + 12)
    if (type >= 0x600) follow(cursor, 14, 'ethertype', type)
    else {
      cursor.end = Math.min(cursor.end, cursor.start + 14 + type)
      follow(cursor, 14, 'data')
    }
  },
  fields: {
    'eth.dst': (bytes, start) => formatHex(bytes, start, start + 6),
    'eth.src': (bytes, start) => formatHex(bytes, start + 6, start + 12),
    'eth.type': (bytes, start) => (u16(bytes, start + 12) < 0x600 ? undefined : u16(bytes, start + 12)),
    'eth.len': (bytes, start) => (u16(bytes, start + 12) < 0x600 ? u16(bytes, start + 12) : undefined),
    'eth.padding': (_bytes, _start, layer) => readPadding(layer),
    'eth.trailer': (bytes, start, layer) => (isTagType(u16(bytes, start + 12)) ? undefined : readTrailer(layer)),
    'eth.fcs': (_bytes, _start, layer) => readFrameCheck(layer),
  },
})
