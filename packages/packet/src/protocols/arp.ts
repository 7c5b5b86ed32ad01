import { formatIpv4 } from '../address/format-ipv4.ts'
import { u16, u8 } from '../bytes/big-endian.ts'
import { formatHex } from '../bytes/hex.ts'
import type { FieldReader } from '../layers/protocol.ts'
import { defineProtocol, follow, hasBytes } from '../layers/protocol.ts'

/**
 * Address resolution; other addresses than Ethernet's and IPv4's are hex digits.
 *
 * ```text
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |         hardware type         |         protocol type         |
 * +---------------+---------------+-------------------------------+
 * | hardware size | protocol size |             opcode            |
 * +---------------+---------------+-------------------------------+
 * | sender hardware, sender protocol, target hardware, target protocol address
 * +-------------------------------+-------------------------------+
 * ```
 *
 * @see https://www.rfc-editor.org/rfc/rfc826
 */
export const arp = defineProtocol({
  name: 'arp',
  dissect(cursor) {
    if (!hasBytes(cursor, 'arp', 8)) return
    const { bytes, start } = cursor
    const length = 8 + 2 * (u8(bytes, start + 4) + u8(bytes, start + 5))
    if (!hasBytes(cursor, 'arp', length)) return
    cursor.end = start + length
    follow(cursor, length, 'none')
  },
  fields: {
    'arp.hw.type': (bytes, start) => u16(bytes, start),
    'arp.proto.type': (bytes, start) => u16(bytes, start + 2),
    'arp.hw.size': (bytes, start) => u8(bytes, start + 4),
    'arp.proto.size': (bytes, start) => u8(bytes, start + 5),
    'arp.opcode': (bytes, start) => u16(bytes, start + 6),
    'arp.src.hw': unlessEthernetIpv4((_, start) => start + 8, hardwareSize),
    'arp.src.proto': unlessEthernetIpv4((bytes, start) => start + 8 + hardwareSize(bytes, start), protocolSize),
    'arp.dst.hw': unlessEthernetIpv4(senderEnd, hardwareSize),
    'arp.dst.proto': unlessEthernetIpv4(
      (bytes, start) => senderEnd(bytes, start) + hardwareSize(bytes, start),
      protocolSize,
    ),
    'arp.src.hw_mac': ifEthernetIpv4((bytes, start) => formatHex(bytes, start + 8, start + 14)),
    'arp.src.proto_ipv4': ifEthernetIpv4((bytes, start) => formatIpv4(bytes, start + 14)),
    'arp.dst.hw_mac': ifEthernetIpv4((bytes, start) => formatHex(bytes, start + 18, start + 24)),
    'arp.dst.proto_ipv4': ifEthernetIpv4((bytes, start) => formatIpv4(bytes, start + 24)),
  },
})

type Reading = (bytes: Uint8Array, start: number) => number

function hardwareSize(bytes: Uint8Array, start: number): number {
  return u8(bytes, start + 4)
}

function protocolSize(bytes: Uint8Array, start: number): number {
  return u8(bytes, start + 5)
}

function senderEnd(bytes: Uint8Array, start: number): number {
  return start + 8 + hardwareSize(bytes, start) + protocolSize(bytes, start)
}

function isEthernetIpv4(bytes: Uint8Array, start: number): boolean {
  return u16(bytes, start + 4) === 0x0604 && u16(bytes, start + 2) === 0x0800
}

function ifEthernetIpv4(read: (bytes: Uint8Array, start: number) => string) {
  return ((bytes, start) => (isEthernetIpv4(bytes, start) ? read(bytes, start) : undefined)) satisfies FieldReader
}

function unlessEthernetIpv4(begin: Reading, size: Reading) {
  return ((bytes, start) => {
    if (isEthernetIpv4(bytes, start)) return undefined
    const from = begin(bytes, start)
    return formatHex(bytes, from, from + size(bytes, start), '')
  }) satisfies FieldReader
}
