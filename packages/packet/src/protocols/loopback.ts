import { u8 } from '../bytes/big-endian.ts'
import { defineProtocol, follow, hasBytes } from '../layers/protocol.ts'

/**
 * BSD loopback: the address family in the byte order of the machine that captured, which the value itself shows.
 *
 * ```text
 * +---------------------------------------------------------------+
 * |                  Protocol family, host order                  |
 * +---------------------------------------------------------------+
 * ```
 *
 * @see https://www.tcpdump.org/linktypes.html LINKTYPE_NULL
 */
export const loopback = defineProtocol({
  name: 'null',
  dissect(cursor) {
    if (!hasBytes(cursor, 'null', 4)) return
    const family = readFamily(cursor.bytes, cursor.start)
    const version = family === 2 ? 4 : ipv6Families.includes(family) ? 6 : 0
    follow(cursor, 4, 'ip.version', version)
  },
  fields: { 'null.family': readFamily },
})

/** AF_INET6 of NetBSD, OpenBSD and Linux, of FreeBSD, and of macOS. */
const ipv6Families: readonly number[] = [10, 24, 28, 30]

function readFamily(bytes: Uint8Array, start: number): number {
  return Math.max(u8(bytes, start), u8(bytes, start + 3))
}
