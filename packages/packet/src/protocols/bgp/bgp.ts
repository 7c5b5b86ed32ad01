import { u16, u8 } from '../../bytes/big-endian.ts'
import { formatHex } from '../../bytes/hex.ts'
import { defineProtocol, follow } from '../../layers/protocol.ts'
import { headerBytes } from './message.ts'
import { notificationFields } from './notification.ts'
import { openFields } from './open.ts'
import { updateFields } from './update-fields.ts'

/**
 * A message of the border gateway protocol, TCP port 179; several in one segment are several layers.
 *
 * ```text
 * +---------------------------------------------------------------+
 * |                  Marker (16 bytes, all ones)                  |
 * +-------------------------------+---------------+---------------+
 * |            Length             |     Type      |
 * +-------------------------------+---------------+
 * ```
 *
 * A message that goes on in the next segment has its header's fields only, and `bgp.length` says how long it is;
 * a segment that begins inside of a message has none. `bgp.body` is what follows the header as hex digits, which Wireshark
 * does not have.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4271#section-4.1
 */
export const bgp = defineProtocol({
  name: 'bgp',
  dissect(cursor) {
    const { bytes, start, end } = cursor
    const left = end - start
    if (!hasHeader(bytes, start, left)) {
      follow(cursor, left, 'none')
      return
    }
    const length = u16(bytes, start + 16)
    if (length < headerBytes) cursor.problem = `bgp length is ${length} bytes, at least ${headerBytes} are needed`
    else if (length < left) follow(cursor, length, 'bgp')
    else follow(cursor, left, 'none')
  },
  fields: {
    'bgp.marker': (bytes, start, { length }) =>
      hasHeader(bytes, start, length) ? formatHex(bytes, start, start + 16, '') : undefined,
    'bgp.length': (bytes, start, { length }) => (hasHeader(bytes, start, length) ? u16(bytes, start + 16) : undefined),
    'bgp.type': (bytes, start, { length }) => (hasHeader(bytes, start, length) ? u8(bytes, start + 18) : undefined),
    'bgp.body': (bytes, start, { length }) =>
      formatHex(bytes, start + (hasHeader(bytes, start, length) ? headerBytes : 0), start + length, ''),
    ...openFields,
    ...updateFields,
    ...notificationFields,
  },
})

function hasHeader(bytes: Uint8Array, start: number, left: number): boolean {
  if (left < headerBytes) return false
  for (let offset = start; offset < start + 16; offset++) if (bytes[offset] !== 0xff) return false
  return true
}
