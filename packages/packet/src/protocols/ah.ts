import { u32, u8 } from '../bytes/big-endian.ts'
import { formatHex } from '../bytes/hex.ts'
import { defineProtocol, follow, hasBytes } from '../layers/protocol.ts'

/**
 * The authentication header of IPsec: what follows is in clear.
 *
 * ```text
 * +---------------+---------------+-------------------------------+
 * |  Next Header  |  Payload Len  |            Reserved           |
 * +---------------+---------------+-------------------------------+
 * |                 Security Parameters Index (SPI)               |
 * +---------------------------------------------------------------+
 * |                         Sequence Number                       |
 * +---------------------------------------------------------------+
 * |                 Integrity Check Value (variable) …
 * +---------------------------------------------------------------+
 * ```
 *
 * @see https://www.rfc-editor.org/rfc/rfc4302#section-2
 */
export const ah = defineProtocol({
  name: 'ah',
  dissect(cursor) {
    if (!hasBytes(cursor, 'ah', 12)) return
    const length = 4 * (u8(cursor.bytes, cursor.start + 1) + 2)
    if (length < 12) cursor.problem = `ah header length is ${length} bytes, at least 12 are needed`
    else if (hasBytes(cursor, 'ah', length)) follow(cursor, length, 'ip.proto', u8(cursor.bytes, cursor.start))
  },
  fields: {
    'ah.next_header': (bytes, start) => u8(bytes, start),
    'ah.length': (bytes, start) => u8(bytes, start + 1),
    'ah.reserved': (bytes, start) => formatHex(bytes, start + 2, start + 4, ''),
    'ah.spi': (bytes, start) => u32(bytes, start + 4),
    'ah.sequence': (bytes, start) => u32(bytes, start + 8),
    'ah.icv': (bytes, start, { length }) =>
      length > 12 ? formatHex(bytes, start + 12, start + length, '') : undefined,
  },
})
