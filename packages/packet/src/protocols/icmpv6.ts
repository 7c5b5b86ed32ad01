import { formatIpv6 } from '../address/format-ipv6.ts'
import { bit, u16, u32, u8 } from '../bytes/big-endian.ts'
import { formatHex } from '../bytes/hex.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'
import { defineProtocol, follow, hasBytes } from '../layers/protocol.ts'
import { transportStatus } from './checksum.ts'

/**
 * Internet control messages for IPv6, neighbour discovery among them.
 *
 * ```text
 * +---------------+---------------+-------------------------------+
 * |      Type     |      Code     |            Checksum           |
 * +---------------+---------------+-------------------------------+
 * |      message body: identifier and sequence, or MTU, or the target of a neighbour message …
 * +-------------------------------+-------------------------------+
 * ```
 *
 * Types below 128 are errors, whose quotation is in the layer's `quoted`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4443#section-2.1
 * @see https://www.rfc-editor.org/rfc/rfc4861#section-4.3
 */
export const icmpv6 = defineProtocol({
  name: 'icmpv6',
  dissect(cursor) {
    if (!hasBytes(cursor, 'icmpv6', 4)) return
    const type = u8(cursor.bytes, cursor.start)
    if (type === 128 || type === 129) {
      if (hasBytes(cursor, 'icmpv6 echo', 8)) follow(cursor, 8, 'data')
      return
    }
    if (type >= 1 && type <= 4) {
      cursor.quoteStart = cursor.start + 8
      cursor.quoteKey = 41
    }
    follow(cursor, cursor.end - cursor.start, 'none')
  },
  fields: {
    'icmpv6.type': (bytes, start) => u8(bytes, start),
    'icmpv6.code': (bytes, start) => u8(bytes, start + 1),
    'icmpv6.checksum': (bytes, start) => u16(bytes, start + 2),
    'icmpv6.checksum.status': (_bytes, _start, layer) => transportStatus(layer, 58),
    'icmpv6.echo.identifier': (bytes, start) => (isEcho(bytes, start) ? u16(bytes, start + 4) : undefined),
    'icmpv6.echo.sequence_number': (bytes, start) => (isEcho(bytes, start) ? u16(bytes, start + 6) : undefined),
    'icmpv6.mtu': (bytes, start, layer) =>
      u8(bytes, start) === 2 && layer.length >= 8 ? u32(bytes, start + 4) : undefined,
    'icmpv6.nd.ns.target_address': (bytes, start, layer) =>
      u8(bytes, start) === 135 && layer.length >= 24 ? formatIpv6(bytes, start + 8) : undefined,
    'icmpv6.nd.na.target_address': (bytes, start, layer) =>
      isAdvertisement(bytes, start, layer) ? formatIpv6(bytes, start + 8) : undefined,
    'icmpv6.nd.na.flag.r': (bytes, start, layer) => advertised(bytes, start, layer, 0x80),
    'icmpv6.nd.na.flag.s': (bytes, start, layer) => advertised(bytes, start, layer, 0x40),
    'icmpv6.nd.na.flag.o': (bytes, start, layer) => advertised(bytes, start, layer, 0x20),
    'icmpv6.opt.linkaddr': linkAddress,
  },
})

// Where the options of a neighbour discovery message begin, by its type.
const optionsStart: Readonly<Record<number, number>> = { 133: 8, 134: 16, 135: 24, 136: 24, 137: 40 }

/**
 * The first link-layer address among the options, the sender's or the target's.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4861#section-4.6.1
 */
function linkAddress(bytes: Uint8Array, start: number, layer: DecodedLayer): string | undefined {
  const end = start + layer.length
  let offset = start + (optionsStart[u8(bytes, start)] ?? layer.length)
  while (offset + 8 <= end) {
    const length = 8 * u8(bytes, offset + 1)
    if (length === 0 || offset + length > end) return undefined
    if ([1, 2].includes(u8(bytes, offset)) && length === 8) return formatHex(bytes, offset + 2, offset + 8)
    offset += length
  }
  return undefined
}

function isAdvertisement(bytes: Uint8Array, start: number, { length }: DecodedLayer): boolean {
  return u8(bytes, start) === 136 && length >= 24
}

function advertised(bytes: Uint8Array, start: number, layer: DecodedLayer, mask: number): boolean | undefined {
  return isAdvertisement(bytes, start, layer) ? bit(bytes, start + 4, mask) : undefined
}

function isEcho(bytes: Uint8Array, start: number): boolean {
  return u8(bytes, start) === 128 || u8(bytes, start) === 129
}
