import { u16, u32, u8 } from '../bytes/big-endian.ts'
import { formatHex } from '../bytes/hex.ts'
import { defineProtocol, follow, hasBytes } from '../layers/protocol.ts'

/**
 * Linux cooked capture, version 1 (`tcpdump -i any`, older).
 *
 * ```text
 * +-------------------------------+-------------------------------+
 * |          Packet type          |         ARPHRD_ type          |
 * +-------------------------------+-------------------------------+
 * |         Address length        |     Address (8 bytes) …       |
 * +-------------------------------+-------------------------------+
 * |                    … Address                  | Protocol type |
 * +-------------------------------+-------------------------------+
 * ```
 *
 * @see https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html
 */
export const sll = defineProtocol({
  name: 'sll',
  dissect(cursor) {
    if (!hasBytes(cursor, 'sll', 16)) return
    const type = u16(cursor.bytes, cursor.start + 14)
    follow(cursor, 16, type >= 0x600 ? 'ethertype' : 'data', type)
  },
  fields: {
    'sll.pkttype': (bytes, start) => u16(bytes, start),
    'sll.hatype': (bytes, start) => u16(bytes, start + 2),
    'sll.halen': (bytes, start) => u16(bytes, start + 4),
    'sll.src.eth': (bytes, start) =>
      u16(bytes, start + 4) === 6 ? formatHex(bytes, start + 6, start + 12) : undefined,
    'sll.src.other': (bytes, start) => otherAddress(bytes, start + 6, u16(bytes, start + 4)),
    'sll.unused': (bytes, start) => unusedBytes(bytes, start + 6, u16(bytes, start + 4)),
    'sll.etype': (bytes, start) => (u16(bytes, start + 14) < 0x600 ? undefined : u16(bytes, start + 14)),
    'sll.ltype': (bytes, start) => (u16(bytes, start + 14) < 0x600 ? u16(bytes, start + 14) : undefined),
  },
})

/**
 * Linux cooked capture, version 2: the same, with the interface's index. Wireshark names both `sll`.
 *
 * ```text
 * +-------------------------------+-------------------------------+
 * |         Protocol type         |          Reserved (0)         |
 * +-------------------------------+-------------------------------+
 * |                        Interface index                        |
 * +-------------------------------+---------------+---------------+
 * |          ARPHRD_ type         |  Packet type  |  Addr. length |
 * +-------------------------------+---------------+---------------+
 * |                      Address (8 bytes)                        |
 * +---------------------------------------------------------------+
 * ```
 *
 * @see https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html
 */
export const sll2 = defineProtocol({
  name: 'sll',
  dissect(cursor) {
    if (!hasBytes(cursor, 'sll', 20)) return
    const type = u16(cursor.bytes, cursor.start)
    follow(cursor, 20, type >= 0x600 ? 'ethertype' : 'data', type)
  },
  fields: {
    'sll.pkttype': (bytes, start) => u8(bytes, start + 10),
    'sll.hatype': (bytes, start) => u16(bytes, start + 8),
    'sll.halen': (bytes, start) => u8(bytes, start + 11),
    'sll.ifindex': (bytes, start) => u32(bytes, start + 4),
    'sll.src.eth': (bytes, start) =>
      u8(bytes, start + 11) === 6 ? formatHex(bytes, start + 12, start + 18) : undefined,
    'sll.src.other': (bytes, start) => otherAddress(bytes, start + 12, u8(bytes, start + 11)),
    'sll.unused': (bytes, start) => unusedBytes(bytes, start + 12, u8(bytes, start + 11)),
    'sll.etype': (bytes, start) => (u16(bytes, start) < 0x600 ? undefined : u16(bytes, start)),
    'sll.ltype': (bytes, start) => (u16(bytes, start) < 0x600 ? u16(bytes, start) : undefined),
  },
})

function otherAddress(bytes: Uint8Array, start: number, length: number): string | undefined {
  return length === 6 || length === 0 ? undefined : formatHex(bytes, start, start + Math.min(length, 8), '')
}

/** What the address leaves of its 8 bytes. */
function unusedBytes(bytes: Uint8Array, start: number, length: number): string | undefined {
  return length >= 8 ? undefined : formatHex(bytes, start + length, start + 8, '')
}
