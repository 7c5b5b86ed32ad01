import { formatIpv4 } from '../address/format-ipv4.ts'
import { u16, u8 } from '../bytes/big-endian.ts'
import { formatHex } from '../bytes/hex.ts'
import type { FieldReader } from '../layers/protocol.ts'
import { defineProtocol, follow, hasBytes } from '../layers/protocol.ts'
import { payloadStatus } from './checksum.ts'

/**
 * Internet control messages for IPv4.
 *
 * ```text
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |      Type     |      Code     |            Checksum           |
 * +---------------+---------------+-------------------------------+
 * |           Identifier          |        Sequence Number        |   echo
 * +-------------------------------+-------------------------------+
 * |             unused            |          Next-Hop MTU         |   unreachable, code 4
 * +-------------------------------+-------------------------------+
 * |    payload of an echo, or the packet that an error quotes …
 * +-------------------------------+-------------------------------+
 * ```
 *
 * An error's quotation is in the layer's `quoted`, no layer of the path: nothing was sent inside of something.
 * (Wireshark's `frame.protocols` goes on with `:ip:…` there.) `icmp.data` is what other messages than echoes and errors
 * have behind 8 bytes, as hex digits.
 *
 * @see https://www.rfc-editor.org/rfc/rfc792
 * @see https://www.rfc-editor.org/rfc/rfc1191#section-4
 */
export const icmp = defineProtocol({
  name: 'icmp',
  dissect(cursor) {
    if (!hasBytes(cursor, 'icmp', 8)) return
    const type = u8(cursor.bytes, cursor.start)
    if (type === 0 || type === 8) {
      follow(cursor, 8, 'data')
      return
    }
    if (isError(type)) {
      cursor.quoteStart = cursor.start + 8
      cursor.quoteKey = 4
    }
    follow(cursor, cursor.end - cursor.start, 'none')
  },
  fields: {
    'icmp.type': (bytes, start) => u8(bytes, start),
    'icmp.code': (bytes, start) => u8(bytes, start + 1),
    'icmp.checksum': (bytes, start) => u16(bytes, start + 2),
    'icmp.checksum.status': (_bytes, _start, layer) => payloadStatus(layer),
    'icmp.ident': ifQuery((bytes, start) => u16(bytes, start + 4)),
    'icmp.seq': ifQuery((bytes, start) => u16(bytes, start + 6)),
    'icmp.seq_le': ifQuery((bytes, start) => u8(bytes, start + 6) | (u8(bytes, start + 7) << 8)),
    'icmp.mtu': (bytes, start) => (u16(bytes, start) === 0x0304 ? u16(bytes, start + 6) : undefined),
    'icmp.redir_gw': (bytes, start) => (u8(bytes, start) === 5 ? formatIpv4(bytes, start + 4) : undefined),
    'icmp.pointer': (bytes, start) => (u8(bytes, start) === 12 ? u8(bytes, start + 4) : undefined),
    'icmp.unused': readUnused,
    'icmp.data': (bytes, start, layer) =>
      isError(u8(bytes, start)) || layer.length === 8
        ? undefined
        : formatHex(bytes, start + 8, start + layer.length, ''),
  },
})

function isError(type: number): boolean {
  return type === 3 || type === 4 || type === 5 || type === 11 || type === 12
}

function isQuery(type: number): boolean {
  return type === 0 || type === 8 || (type >= 13 && type <= 18)
}

/** The bytes of the second word that mean nothing in this message. */
function readUnused(bytes: Uint8Array, start: number): string | undefined {
  const type = u8(bytes, start)
  if (isQuery(type) || type === 5) return undefined
  const from = type === 12 ? 5 : 4
  return formatHex(bytes, start + from, start + (u16(bytes, start) === 0x0304 ? 6 : 8), '')
}

function ifQuery(read: (bytes: Uint8Array, start: number) => number) {
  return ((bytes, start) => {
    return isQuery(u8(bytes, start)) ? read(bytes, start) : undefined
  }) satisfies FieldReader
}
