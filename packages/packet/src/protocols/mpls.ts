import { u16, u24, u8 } from '../bytes/big-endian.ts'
import type { FieldReader } from '../layers/protocol.ts'
import { defineProtocol, follow, hasBytes } from '../layers/protocol.ts'

/**
 * A stack of MPLS labels, one header however many there are; the fields have one value for each label, the top first.
 *
 * ```text
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------+-----+-+---------------+
 * |                 Label                 | Exp |S|      TTL      |
 * +---------------------------------------+-----+-+---------------+
 * ```
 *
 * Nothing says what follows the bottom of the stack: its first four bits are guessed by, 4 and 6 for IP.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3032#section-2.1
 * @see https://www.rfc-editor.org/rfc/rfc4928#section-3
 */
export const mpls = defineProtocol({
  name: 'mpls',
  dissect(cursor) {
    const { bytes, start, end } = cursor
    let length = 0
    do {
      length += 4
      if (!hasBytes(cursor, 'mpls', length)) return
    } while ((u8(bytes, start + length - 2) & 1) === 0)
    const behind = start + length
    // The label for operation and maintenance of Y.1711, whose payload is not read.
    const isMaintenance = u24(bytes, behind - 4) >> 4 === 14
    if (behind === end || isMaintenance) follow(cursor, length, 'data')
    else follow(cursor, length, 'mpls', u8(bytes, behind) >> 4)
  },
  fields: {
    'mpls.label': forEachLabel((bytes, at) => u24(bytes, at) >> 4),
    'mpls.exp': forEachLabel((bytes, at) => (u8(bytes, at + 2) >> 1) & 7),
    'mpls.bottom': forEachLabel((bytes, at) => u8(bytes, at + 2) & 1),
    'mpls.ttl': forEachLabel((bytes, at) => u8(bytes, at + 3)),
  },
})

function forEachLabel(read: (bytes: Uint8Array, at: number) => number) {
  return ((bytes, start, { length }) =>
    Array.from({ length: length / 4 }, (_, index) => read(bytes, start + 4 * index))) satisfies FieldReader
}

/**
 * The control word before an Ethernet frame in MPLS, which begins with four zero bits.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4448#section-4.6
 */
export const pseudowireControlWord = defineProtocol({
  name: 'pwethcw',
  dissect(cursor) {
    if (hasBytes(cursor, 'pwethcw', 4)) follow(cursor, 4, 'eth')
  },
  fields: { 'pweth.cw.sequence_number': (bytes, start) => u16(bytes, start + 2) },
})

/**
 * The associated channel header of an MPLS pseudowire, which begins with the four bits 1.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4385#section-5
 */
export const associatedChannel = defineProtocol({
  name: 'pwach',
  dissect(cursor) {
    if (!hasBytes(cursor, 'pwach', 4)) return
    follow(cursor, 4, 'pwach.channel_type', u16(cursor.bytes, cursor.start + 2))
  },
  fields: {
    'pwach.ver': (bytes, start) => u8(bytes, start) & 0xf,
    'pwach.res': (bytes, start) => u8(bytes, start + 1),
    'pwach.channel_type': (bytes, start) => u16(bytes, start + 2),
  },
})
