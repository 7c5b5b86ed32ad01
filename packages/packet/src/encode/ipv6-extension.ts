import { concat, padTo, putU16, putU32 } from '../bytes/build.ts'
import type { FieldName } from '../layers/layer.ts'
import { ipv6DestinationOptions, ipv6Fragment, ipv6HopByHop, ipv6Routing } from '../protocols/ipv6-extension.ts'
import type { EncodeContext, Encoder } from './encoder.ts'
import { ipProtocolOf } from './next-number.ts'

/**
 * Hop-by-hop options as hex digits, filled up with padding.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8200#section-4.3
 */
export const hopByHopEncoder: Encoder = {
  protocol: ipv6HopByHop,
  encode: (context) => encodeOptions(context, 'ipv6.hopopts.nxt', 'ipv6.hopopts.len', 'ipv6.hopopts.options'),
}

/**
 * Destination options as hex digits, filled up with padding.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8200#section-4.6
 */
export const destinationOptionsEncoder: Encoder = {
  protocol: ipv6DestinationOptions,
  encode: (context) => encodeOptions(context, 'ipv6.dstopts.nxt', 'ipv6.dstopts.len', 'ipv6.dstopts.options'),
}

/**
 * A routing header; what depends on its type is hex digits, four zero bytes by default.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8200#section-4.4
 */
export const routingEncoder: Encoder = {
  protocol: ipv6Routing,
  encode({ fields, next }) {
    const header = padTo(8, concat(new Uint8Array(4), fields.hex('ipv6.routing.data', new Uint8Array(4))))
    header[0] = fields.integer('ipv6.routing.nxt', 8, ipProtocolOf(next))
    header[1] = fields.integer('ipv6.routing.len', 8, header.length / 8 - 1)
    header[2] = fields.integer('ipv6.routing.type', 8, 0)
    header[3] = fields.integer('ipv6.routing.segleft', 8, 0)
    return { header }
  },
}

/**
 * A fragment header; `ipv6.fraghdr.offset` counts units of 8 bytes.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8200#section-4.5
 */
export const fragmentEncoder: Encoder = {
  protocol: ipv6Fragment,
  encode({ fields, next }) {
    const header = new Uint8Array(8)
    header[0] = fields.integer('ipv6.fraghdr.nxt', 8, ipProtocolOf(next))
    header[1] = fields.integer('ipv6.fraghdr.reserved_octet', 8, 0)
    const parts = {
      'ipv6.fraghdr.offset': [3, 13],
      'ipv6.fraghdr.reserved_bits': [1, 2],
      'ipv6.fraghdr.more': [0, 1],
    } as const
    putU16(header, 2, fields.parts(0, parts))
    putU32(header, 4, fields.integer('ipv6.fraghdr.ident', 32, 0))
    return { header }
  },
}

function encodeOptions({ fields, next }: EncodeContext, nextName: FieldName, lengthName: FieldName, name: FieldName) {
  const options = fields.hex(name)
  const header = concat(new Uint8Array(2), options, paddingFor(2 + options.length))
  header[0] = fields.integer(nextName, 8, ipProtocolOf(next))
  header[1] = fields.integer(lengthName, 8, header.length / 8 - 1)
  return { header }
}

/** Pad1, or PadN. */
function paddingFor(length: number): Uint8Array {
  const missing = (8 - (length % 8)) % 8
  if (missing < 2) return new Uint8Array(missing)
  return concat(Uint8Array.of(1, missing - 2), new Uint8Array(missing - 2))
}
