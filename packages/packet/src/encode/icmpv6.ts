import { concat, putU16, putU32, u32Of } from '../bytes/build.ts'
import { icmpv6 } from '../protocols/icmpv6.ts'
import { transportChecksum } from './checksum.ts'
import type { Encoder } from './encoder.ts'
import type { GivenFields } from './given-fields.ts'
import { refuseMisplacedQuote } from './quotation.ts'

/**
 * Internet control messages for IPv6, an echo request by default. What an error quotes is in `quoted`; options of neighbour
 * discovery are `icmpv6.options` as hex digits, or `icmpv6.opt.linkaddr`; other messages are `icmpv6.data`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4443#section-2.1
 * @see https://www.rfc-editor.org/rfc/rfc4861#section-4
 */
export const icmpv6Encoder: Encoder = {
  protocol: icmpv6,
  encode({ fields, payload, quoted, carrier }) {
    const head = new Uint8Array(4)
    const type = fields.integer('icmpv6.type', 8, 128)
    head[0] = type
    head[1] = fields.integer('icmpv6.code', 8, 0)
    refuseMisplacedQuote(fields, type >= 1 && type <= 4, type, payload, quoted)
    const header = concat(head, bodyOf(fields, type), quoted)
    const checksum = transportChecksum(carrier, 58, concat(header, payload))
    putU16(header, 2, fields.integer('icmpv6.checksum', 16, checksum))
    return { header }
  },
}

function bodyOf(fields: GivenFields, type: number): Uint8Array {
  // A message that is too short for its type is data to the decoder as well.
  if (fields.has('icmpv6.data')) return fields.hex('icmpv6.data')
  switch (type) {
    case 1:
    case 3:
      return fields.hexOf('icmpv6.reserved', 4)
    case 2:
      return u32Of(fields.integer('icmpv6.mtu', 32, 0))
    case 4:
      return u32Of(fields.integer('icmpv6.pointer', 32, 0))
    case 128:
    case 129:
      return echoOf(fields)
    case 133:
      return concat(fields.hexOf('icmpv6.reserved', 4), optionsOf(fields, 1))
    case 134:
      return concat(routerAdvertisement(fields), optionsOf(fields, 1))
    case 135:
      return concat(
        fields.hexOf('icmpv6.reserved', 4),
        fields.ipv6('icmpv6.nd.ns.target_address'),
        optionsOf(fields, 1),
      )
    case 136:
      return concat(neighborFlags(fields), fields.ipv6('icmpv6.nd.na.target_address'), optionsOf(fields, 2))
    case 137:
      return concat(
        fields.hexOf('icmpv6.reserved', 4),
        fields.ipv6('icmpv6.nd.rd.target_address'),
        fields.ipv6('icmpv6.rd.na.destination_address'),
        optionsOf(fields, 2),
      )
    default:
      return new Uint8Array(0)
  }
}

function echoOf(fields: GivenFields): Uint8Array {
  const body = new Uint8Array(4)
  putU16(body, 0, fields.integer('icmpv6.echo.identifier', 16, 0))
  putU16(body, 2, fields.integer('icmpv6.echo.sequence_number', 16, 0))
  return body
}

function routerAdvertisement(fields: GivenFields): Uint8Array {
  const body = new Uint8Array(12)
  body[0] = fields.integer('icmpv6.nd.ra.cur_hop_limit', 8, 64)
  body[1] = fields.integer('icmpv6.nd.ra.flag', 8, 0)
  putU16(body, 2, fields.integer('icmpv6.nd.ra.router_lifetime', 16, 0))
  putU32(body, 4, fields.integer('icmpv6.nd.ra.reachable_time', 32, 0))
  putU32(body, 8, fields.integer('icmpv6.nd.ra.retrans_timer', 32, 0))
  return body
}

function neighborFlags(fields: GivenFields): Uint8Array {
  const parts = {
    'icmpv6.nd.na.flag.r': [31, 1],
    'icmpv6.nd.na.flag.s': [30, 1],
    'icmpv6.nd.na.flag.o': [29, 1],
  } as const
  return u32Of(fields.bits('icmpv6.nd.na.flag', 32, 0, parts))
}

/** @see https://www.rfc-editor.org/rfc/rfc4861#section-4.6.1 */
function optionsOf(fields: GivenFields, addressType: 1 | 2): Uint8Array {
  if (fields.has('icmpv6.options') || !fields.has('icmpv6.opt.linkaddr')) return fields.hex('icmpv6.options')
  return concat(Uint8Array.of(addressType, 1), fields.mac('icmpv6.opt.linkaddr'))
}
