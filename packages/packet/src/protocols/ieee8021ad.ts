import { u16, u8 } from '../bytes/big-endian.ts'
import type { Cursor, FieldReader } from '../layers/protocol.ts'
import { defineProtocol, follow, hasBytes } from '../layers/protocol.ts'
import { isTagType, readTrailer, taggedFrame } from './frame-trailer.ts'

const serviceTag = 0x88a8

/**
 * A provider bridge's service tag, EtherType 0x88a8 ("QinQ"); the customer's 802.1Q tag inside is a `vlan` of its own.
 * Two service tags in a row are one header, whose ids are `svid` and `cvid`, as Wireshark has it.
 *
 * ```text
 * +-----+-+-----------------------+-------------------------------+
 * | PCP |D|    VLAN id (12 bits)  |           EtherType           |
 * +-----+-+-----------------------+-------------------------------+
 * ```
 *
 * @see https://en.wikipedia.org/wiki/IEEE_802.1ad
 */
export const ieee8021ad = defineProtocol({
  name: 'ieee8021ad',
  dissect(cursor) {
    if (!hasBytes(cursor, 'ieee8021ad', 4)) return
    const { bytes, start } = cursor
    const length = isDouble(bytes, start) ? 8 : 4
    if (hasBytes(cursor, 'ieee8021ad', length)) followType(cursor, length)
  },
  fields: {
    'ieee8021ad.priority': (bytes, start, { length }) => tags(start, length).map((at) => u8(bytes, at) >> 5),
    'ieee8021ad.dei': (bytes, start, { length }) => tags(start, length).map((at) => (u8(bytes, at) >> 4) & 1),
    'ieee8021ad.id': (bytes, start, { length }) => (length === 4 ? u16(bytes, start) & 0xfff : undefined),
    'ieee8021ah.etype': (bytes, start, { length }) => u16(bytes, start + length - 2),
    'ieee8021ah.trailer': (bytes, start, layer) => {
      const frame = isTagType(u16(bytes, start + layer.length - 2)) ? undefined : taggedFrame(layer)
      return frame && readTrailer(frame)
    },
    'ieee8021ad.svid': ifDouble((bytes, start) => u16(bytes, start) & 0xfff),
    'ieee8021ad.cvid': ifDouble((bytes, start) => u16(bytes, start + 4) & 0xfff),
  },
})

function isDouble(bytes: Uint8Array, start: number): boolean {
  return u16(bytes, start + 2) === serviceTag
}

function followType(cursor: Cursor, length: number): void {
  const type = u16(cursor.bytes, cursor.start + length - 2)
  if (type >= 0x600) follow(cursor, length, 'ethertype', type)
  else follow(cursor, length, 'data')
}

function tags(start: number, length: number): readonly number[] {
  return length === 8 ? [start, start + 4] : [start]
}

function ifDouble(read: (bytes: Uint8Array, start: number) => number) {
  return ((bytes, start, { length }) => (length === 8 ? read(bytes, start) : undefined)) satisfies FieldReader
}
