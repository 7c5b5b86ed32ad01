import { u16 } from '../bytes/big-endian.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'
import { defineProtocol, followPorts, hasBytes } from '../layers/protocol.ts'
import { checksumStatus, networkLayer, transportStatus } from './checksum.ts'

/**
 * User datagram protocol.
 *
 * ```text
 * +-------------------------------+-------------------------------+
 * |          Source Port          |       Destination Port        |
 * +-------------------------------+-------------------------------+
 * |             Length            |            Checksum           |
 * +-------------------------------+-------------------------------+
 * ```
 *
 * The lower port decides what it carries, the higher one when nothing is known for that.
 *
 * @see https://www.rfc-editor.org/rfc/rfc768
 */
export const udp = defineProtocol({
  name: 'udp',
  dissect(cursor) {
    if (!hasBytes(cursor, 'udp', 8)) return
    const { bytes, start } = cursor
    const length = u16(bytes, start + 4)
    // Zero stands for an offloaded segment or an IPv6 jumbogram.
    if (length !== 0 && length < 8) {
      cursor.problem = `udp length is ${length} bytes, at least 8 are needed`
      return
    }
    if (length !== 0) cursor.end = Math.min(cursor.end, start + length)
    followPorts(cursor, 8, 'udp.port')
  },
  fields: {
    'udp.srcport': (bytes, start) => u16(bytes, start),
    'udp.dstport': (bytes, start) => u16(bytes, start + 2),
    'udp.length': (bytes, start) => u16(bytes, start + 4),
    'udp.checksum': (bytes, start) => u16(bytes, start + 6),
    'udp.checksum.status': readStatus,
  },
})

function readStatus(bytes: Uint8Array, start: number, layer: DecodedLayer): number {
  // Zero: the sender computed none, as many tunnels do.
  if (u16(bytes, start + 6) === 0) return networkLayer(layer)?.name === 'ipv6' ? 4 : 3
  return layer.end - start === u16(bytes, start + 4) ? transportStatus(layer, 17) : checksumStatus(undefined)
}
