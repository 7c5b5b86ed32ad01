import { formatIpv6 } from '../address/format-ipv6.ts'
import { bit, u16, u32, u8 } from '../bytes/big-endian.ts'
import { formatHex } from '../bytes/hex.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'
import type { FieldReader, FieldValue } from '../layers/protocol.ts'
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
 * Types below 128 are errors, whose quotation is in the layer's `quoted`. `icmpv6.options` is all options as hex digits,
 * `icmpv6.data` the body of a message whose form is not read.
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
    'icmpv6.pointer': (bytes, start, layer) =>
      u8(bytes, start) === 4 && isWhole(bytes, start, layer) ? u32(bytes, start + 4) : undefined,
    'icmpv6.reserved': (bytes, start, layer) =>
      withReserved.includes(u8(bytes, start)) && isWhole(bytes, start, layer)
        ? formatHex(bytes, start + 4, start + 8, '')
        : undefined,
    'icmpv6.nd.ra.cur_hop_limit': ifWhole(134, (bytes, start) => u8(bytes, start + 4)),
    'icmpv6.nd.ra.flag': ifWhole(134, (bytes, start) => u8(bytes, start + 5)),
    'icmpv6.nd.ra.router_lifetime': ifWhole(134, (bytes, start) => u16(bytes, start + 6)),
    'icmpv6.nd.ra.reachable_time': ifWhole(134, (bytes, start) => u32(bytes, start + 8)),
    'icmpv6.nd.ra.retrans_timer': ifWhole(134, (bytes, start) => u32(bytes, start + 12)),
    'icmpv6.nd.ns.target_address': ifWhole(135, (bytes, start) => formatIpv6(bytes, start + 8)),
    'icmpv6.nd.na.target_address': ifWhole(136, (bytes, start) => formatIpv6(bytes, start + 8)),
    'icmpv6.nd.na.flag': ifWhole(136, (bytes, start) => u32(bytes, start + 4)),
    'icmpv6.nd.na.flag.r': ifWhole(136, (bytes, start) => bit(bytes, start + 4, 0x80)),
    'icmpv6.nd.na.flag.s': ifWhole(136, (bytes, start) => bit(bytes, start + 4, 0x40)),
    'icmpv6.nd.na.flag.o': ifWhole(136, (bytes, start) => bit(bytes, start + 4, 0x20)),
    'icmpv6.nd.rd.target_address': ifWhole(137, (bytes, start) => formatIpv6(bytes, start + 8)),
    'icmpv6.rd.na.destination_address': ifWhole(137, (bytes, start) => formatIpv6(bytes, start + 24)),
    'icmpv6.opt.linkaddr': linkAddress,
    'icmpv6.options': (bytes, start, layer) => {
      const from = optionsStart[u8(bytes, start)] ?? layer.length
      return layer.length > from ? formatHex(bytes, start + from, start + layer.length, '') : undefined
    },
    'icmpv6.data': (bytes, start, layer) =>
      isWhole(bytes, start, layer) ? undefined : formatHex(bytes, start + 4, start + layer.length, ''),
  },
})

// Where the options of a neighbour discovery message begin, by its type.
const optionsStart: Readonly<Record<number, number>> = { 133: 8, 134: 16, 135: 24, 136: 24, 137: 40 }

const withReserved: readonly number[] = [1, 3, 133, 135, 137]

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

/** Whether the message has a form that is read here, and all of it but for what it quotes and its options. */
function isWhole(bytes: Uint8Array, start: number, { length }: DecodedLayer): boolean {
  const type = u8(bytes, start)
  if (isEcho(bytes, start) || (type >= 1 && type <= 4)) return length >= 8
  return length >= (optionsStart[type] ?? Infinity)
}

function ifWhole<Value extends FieldValue>(type: number, read: (bytes: Uint8Array, start: number) => Value) {
  return ((bytes, start, layer) =>
    u8(bytes, start) === type && isWhole(bytes, start, layer) ? read(bytes, start) : undefined) satisfies FieldReader
}

function isEcho(bytes: Uint8Array, start: number): boolean {
  return u8(bytes, start) === 128 || u8(bytes, start) === 129
}
