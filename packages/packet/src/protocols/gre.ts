import { bit, u16, u32, u8 } from '../bytes/big-endian.ts'
import { formatHex } from '../bytes/hex.ts'
import type { Cursor, FieldReader } from '../layers/protocol.ts'
import { defineProtocol, follow, hasBytes } from '../layers/protocol.ts'
import { checksumStatus, payloadStatus } from './checksum.ts'

// In the first two bytes; a set bit adds a field, in this order.
const hasChecksum = 0x8000
const hasRouting = 0x4000
const hasKey = 0x2000
const hasSequence = 0x1000
const hasAck = 0x0080

// PPTP's GRE, whose key is a length and a call.
const ppp = 0x880b

/**
 * Generic routing encapsulation, with checksum, key and sequence number when they are there.
 *
 * ```text
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-----+-+-------+-----+-------------------------------+
 * |C|R|K|S|s|Recur|A| Flags | Ver |         Protocol Type         |
 * +-+-+-+-+-+-----+-+-------+-----+-------------------------------+
 * |      Checksum (optional)      |       Offset (optional)       |
 * +-------------------------------+-------------------------------+
 * |                         Key (optional)                        |
 * +---------------------------------------------------------------+
 * |                   Sequence Number (optional)                  |
 * +---------------------------------------------------------------+
 * |   Acknowledgment Number (version 1), Routing (version 0) …
 * +---------------------------------------------------------------+
 * ```
 *
 * `gre.routing` is all source routes as hex digits.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2784#section-2
 * @see https://www.rfc-editor.org/rfc/rfc2890#section-2
 */
export const gre = defineProtocol({
  name: 'gre',
  dissect(cursor) {
    if (!hasBytes(cursor, 'gre', 4)) return
    const { bytes, start } = cursor
    let length = fixedLength(u16(bytes, start))
    if (!hasBytes(cursor, 'gre', length)) return
    if ((u16(bytes, start) & hasRouting) !== 0) {
      length += routingLength(cursor, length)
      if (!hasBytes(cursor, 'gre', length)) return
    }
    follow(cursor, length, 'gre.proto', u16(bytes, start + 2))
  },
  fields: {
    'gre.flags_and_version': (bytes, start) => u16(bytes, start),
    'gre.flags.checksum': (bytes, start) => bit(bytes, start, 0x80),
    'gre.flags.routing': (bytes, start) => bit(bytes, start, 0x40),
    'gre.flags.key': (bytes, start) => bit(bytes, start, 0x20),
    'gre.flags.sequence_number': (bytes, start) => bit(bytes, start, 0x10),
    'gre.flags.strict_source_route': (bytes, start) => bit(bytes, start, 0x08),
    'gre.flags.recursion_control': (bytes, start) => u8(bytes, start) & 7,
    'gre.flags.ack': (bytes, start) => (version(bytes, start) === 1 ? bit(bytes, start + 1, 0x80) : undefined),
    'gre.flags.reserved': (bytes, start) => (u8(bytes, start + 1) >> 3) & (version(bytes, start) === 1 ? 0xf : 0x1f),
    'gre.flags.version': (bytes, start) => version(bytes, start),
    'gre.proto': (bytes, start) => u16(bytes, start + 2),
    'gre.checksum': ifFlag(hasChecksum | hasRouting, (bytes, at) => u16(bytes, at)),
    'gre.checksum.status': (bytes, start, layer) => {
      const flags = u16(bytes, start)
      if ((flags & (hasChecksum | hasRouting)) === 0) return undefined
      return (flags & hasChecksum) === 0 ? checksumStatus(undefined) : payloadStatus(layer)
    },
    'gre.offset': ifFlag(hasChecksum | hasRouting, (bytes, at) => u16(bytes, at + 2)),
    'gre.key': ifFlag(hasKey, (bytes, at, start) => (isPptp(bytes, start) ? undefined : u32(bytes, at))),
    'gre.key.payload_length': ifFlag(hasKey, (bytes, at, start) => (isPptp(bytes, start) ? u16(bytes, at) : undefined)),
    'gre.key.call_id': ifFlag(hasKey, (bytes, at, start) => (isPptp(bytes, start) ? u16(bytes, at + 2) : undefined)),
    'gre.sequence_number': ifFlag(hasSequence, (bytes, at) => u32(bytes, at)),
    'gre.ack_number': ifFlag(hasAck, (bytes, at) => u32(bytes, at)),
    'gre.routing': (bytes, start, { length }) => {
      const routes = start + fixedLength(u16(bytes, start))
      return routes < start + length ? formatHex(bytes, routes, start + length, '') : undefined
    },
  },
})

function version(bytes: Uint8Array, start: number): number {
  return u8(bytes, start + 1) & 7
}

function isPptp(bytes: Uint8Array, start: number): boolean {
  return u16(bytes, start + 2) === ppp
}

/** Bytes before the routing entries. */
function fixedLength(flags: number): number {
  return offsetOf(flags, 0)
}

/** Where the field of a flag stands; behind all of them for 0. */
function offsetOf(flags: number, flag: number): number {
  let offset = 4
  for (const each of [hasChecksum | hasRouting, hasKey, hasSequence, hasAck]) {
    if (each === flag) return offset
    if ((flags & each) !== 0) offset += 4
  }
  return offset
}

function ifFlag<Value extends number | undefined>(
  flag: number,
  read: (bytes: Uint8Array, at: number, start: number) => Value,
) {
  return ((bytes, start) => {
    const flags = u16(bytes, start)
    return (flags & flag) === 0 ? undefined : read(bytes, start + offsetOf(flags, flag), start)
  }) satisfies FieldReader
}

/** Bytes of the source routes of RFC 1701, the last of which has family and length 0. */
function routingLength({ bytes, start, end }: Cursor, headerLength: number): number {
  let length = 0
  for (;;) {
    const at = start + headerLength + length
    const entryLength = u8(bytes, at + 3)
    length += 4 + entryLength
    if ((u16(bytes, at) === 0 && entryLength === 0) || at >= end) return length
  }
}
