import { bit, u16, u8 } from '../../bytes/big-endian.ts'
import { formatHex } from '../../bytes/hex.ts'
import type { DecodedLayer } from '../../layers/decoded-layer.ts'
import type { FieldReader, FieldValue } from '../../layers/protocol.ts'
import { defineProtocol, follow, hasBytes } from '../../layers/protocol.ts'
import { recordFields } from './record-fields.ts'
import { messageStart } from './records.ts'

const dynamicUpdate = 5

/**
 * A message of the domain name system, port 53; on TCP with its length before, and several in one segment are several layers.
 *
 * ```text
 * +-------------------------------+-+-------+-+-+-+-+-+-+-+-------+
 * |               ID              |Q|Opcode |A|T|R|R|Z|A|C| Rcode |
 * +-------------------------------+-+-------+-+-+-+-+-+-+-+-------+
 * |            Questions          |            Answers            |
 * +-------------------------------+-------------------------------+
 * |           Authorities         |      Additional records       |
 * +-------------------------------+-------------------------------+
 * ```
 *
 * `dns.body` is what follows the flags as hex digits, which Wireshark does not have: names keep their pointers there.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1035#section-4.1.1
 */
export const dns = defineProtocol({
  name: 'dns',
  dissect(cursor) {
    const { bytes, start, end, table } = cursor
    const left = end - start
    if (table === 'udp.port') {
      if (hasBytes(cursor, 'dns', 12)) follow(cursor, left, 'none')
      return
    }
    const length = 2 + u16(bytes, start)
    if (length > 14 && length < left) follow(cursor, length, 'dns')
    else follow(cursor, left, 'none')
  },
  fields: {
    'dns.length': (bytes, start, layer) => (messageStart(layer) === start + 2 ? u16(bytes, start) : undefined),
    'dns.id': inHeader((bytes, at) => u16(bytes, at)),
    'dns.flags': inHeader((bytes, at) => u16(bytes, at + 2)),
    'dns.flags.response': inHeader((bytes, at) => isResponse(bytes, at)),
    'dns.flags.opcode': inHeader((bytes, at) => opcode(bytes, at)),
    'dns.flags.authoritative': inHeader((bytes, at) => (isResponse(bytes, at) ? bit(bytes, at + 2, 4) : undefined)),
    'dns.flags.truncated': inHeader((bytes, at) => bit(bytes, at + 2, 2)),
    'dns.flags.recdesired': inHeader((bytes, at) => bit(bytes, at + 2, 1)),
    'dns.flags.recavail': inHeader((bytes, at) => (isResponse(bytes, at) ? bit(bytes, at + 3, 0x80) : undefined)),
    'dns.flags.z': inHeader((bytes, at) => bit(bytes, at + 3, 0x40)),
    'dns.flags.authenticated': inHeader((bytes, at) => {
      const isSet = bit(bytes, at + 3, 0x20)
      return isSet || isResponse(bytes, at) ? isSet : undefined
    }),
    'dns.flags.checkdisable': inHeader((bytes, at) => bit(bytes, at + 3, 0x10)),
    'dns.flags.rcode': inHeader((bytes, at) => (isResponse(bytes, at) ? u8(bytes, at + 3) & 0xf : undefined)),
    'dns.count.queries': inHeader((bytes, at) => count(bytes, at, 4)),
    'dns.count.answers': inHeader((bytes, at) => count(bytes, at, 6)),
    'dns.count.auth_rr': inHeader((bytes, at) => count(bytes, at, 8)),
    'dns.count.add_rr': inHeader((bytes, at) => u16(bytes, at + 10)),
    'dns.body': (bytes, start, layer) => {
      const at = messageStart(layer)
      const from = at === undefined ? start : at + 4
      return formatHex(bytes, from, start + layer.length, '')
    },
    ...recordFields,
  },
})

function inHeader<Value extends FieldValue>(read: (bytes: Uint8Array, at: number) => Value) {
  return ((bytes, _start, layer: DecodedLayer) => {
    const at = messageStart(layer)
    return at === undefined ? undefined : read(bytes, at)
  }) satisfies FieldReader
}

function isResponse(bytes: Uint8Array, at: number): boolean {
  return bit(bytes, at + 2, 0x80)
}

function opcode(bytes: Uint8Array, at: number): number {
  return (u8(bytes, at + 2) >> 3) & 0xf
}

/** A dynamic update counts other things in the same places, but for the last. */
function count(bytes: Uint8Array, at: number, offset: number): number | undefined {
  return opcode(bytes, at) === dynamicUpdate ? undefined : u16(bytes, at + offset)
}
