import { bit, u16, u32, u8 } from '../bytes/big-endian.ts'
import { formatHex } from '../bytes/hex.ts'
import type { Cursor } from '../layers/protocol.ts'
import { defineProtocol, follow, hasBytes } from '../layers/protocol.ts'

/**
 * The extension headers of IPv6 that lead on to another header; MLD, which every Linux interface sends, comes behind one.
 * `….options` is all options as hex digits, Wireshark has them one by one only.
 *
 * ```text
 * +---------------+---------------+-------------------------------+
 * |  Next Header  |  Hdr Ext Len  |   options or routing data …   |
 * +---------------+---------------+-------------------------------+
 * |  Next Header  |   Reserved    |   Fragment Offset       |Res|M|   (fragment header)
 * +---------------+---------------+-------------------------------+
 * |                         Identification                        |
 * +---------------------------------------------------------------+
 * ```
 *
 * @see https://www.rfc-editor.org/rfc/rfc8200#section-4
 */
export const ipv6HopByHop = defineProtocol({
  name: 'ipv6.hopopts',
  dissect: (cursor) => dissectExtension(cursor, 'ipv6.hopopts'),
  fields: {
    'ipv6.hopopts.nxt': (bytes, start) => u8(bytes, start),
    'ipv6.hopopts.len': (bytes, start) => u8(bytes, start + 1),
    'ipv6.hopopts.options': (bytes, start, layer) => formatHex(bytes, start + 2, start + layer.length, ''),
  },
})

/** The routing header; its segments are not read, `ipv6.routing.data` is what depends on the type. */
export const ipv6Routing = defineProtocol({
  name: 'ipv6.routing',
  dissect: (cursor) => dissectExtension(cursor, 'ipv6.routing'),
  fields: {
    'ipv6.routing.nxt': (bytes, start) => u8(bytes, start),
    'ipv6.routing.len': (bytes, start) => u8(bytes, start + 1),
    'ipv6.routing.type': (bytes, start) => u8(bytes, start + 2),
    'ipv6.routing.segleft': (bytes, start) => u8(bytes, start + 3),
    'ipv6.routing.data': (bytes, start, layer) => formatHex(bytes, start + 4, start + layer.length, ''),
  },
})

/** Destination options. */
export const ipv6DestinationOptions = defineProtocol({
  name: 'ipv6.dstopts',
  dissect: (cursor) => dissectExtension(cursor, 'ipv6.dstopts'),
  fields: {
    'ipv6.dstopts.nxt': (bytes, start) => u8(bytes, start),
    'ipv6.dstopts.len': (bytes, start) => u8(bytes, start + 1),
    'ipv6.dstopts.options': (bytes, start, layer) => formatHex(bytes, start + 2, start + layer.length, ''),
  },
})

/** The fragment header; what follows is `data` unless this is the first fragment. */
export const ipv6Fragment = defineProtocol({
  name: 'ipv6.fraghdr',
  dissect(cursor) {
    if (!hasBytes(cursor, 'ipv6.fraghdr', 8)) return
    const { bytes, start } = cursor
    const isFirst = u16(bytes, start + 2) >> 3 === 0
    follow(cursor, 8, isFirst ? 'ip.proto' : 'data', u8(bytes, start))
  },
  fields: {
    'ipv6.fraghdr.nxt': (bytes, start) => u8(bytes, start),
    'ipv6.fraghdr.reserved_octet': (bytes, start) => u8(bytes, start + 1),
    'ipv6.fraghdr.offset': (bytes, start) => u16(bytes, start + 2) >> 3,
    'ipv6.fraghdr.reserved_bits': (bytes, start) => (u8(bytes, start + 3) >> 1) & 3,
    'ipv6.fraghdr.more': (bytes, start) => bit(bytes, start + 3, 1),
    'ipv6.fraghdr.ident': (bytes, start) => u32(bytes, start + 4),
  },
})

function dissectExtension(cursor: Cursor, name: string): void {
  if (!hasBytes(cursor, name, 8)) return
  const length = 8 + 8 * u8(cursor.bytes, cursor.start + 1)
  if (hasBytes(cursor, name, length)) follow(cursor, length, 'ip.proto', u8(cursor.bytes, cursor.start))
}
