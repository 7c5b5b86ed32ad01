import { u8 } from '../bytes/big-endian.ts'
import { defineProtocol, follow } from '../layers/protocol.ts'

/**
 * Raw IP: no link header, which is what a capture on `tunl0` gives; the version nibble says which IP.
 *
 * @see https://www.tcpdump.org/linktypes.html LINKTYPE_RAW
 */
export const raw = defineProtocol({
  name: 'raw',
  dissect(cursor) {
    follow(cursor, 0, 'ip.version', cursor.start < cursor.end ? u8(cursor.bytes, cursor.start) >> 4 : 0)
  },
  fields: {},
})
