import { concat, putU16 } from '../bytes/build.ts'
import { arp } from '../protocols/arp.ts'
import type { Encoder } from './encoder.ts'
import type { GivenFields } from './given-fields.ts'

/**
 * Address resolution: a request for IPv4 over Ethernet unless said otherwise; other addresses are hex digits.
 *
 * @see https://www.rfc-editor.org/rfc/rfc826
 */
export const arpEncoder: Encoder = {
  protocol: arp,
  encode({ fields }) {
    const fixed = new Uint8Array(8)
    putU16(fixed, 0, fields.integer('arp.hw.type', 16, 1))
    putU16(fixed, 2, fields.integer('arp.proto.type', 16, 0x0800))
    fixed[4] = fields.integer('arp.hw.size', 8, 6)
    fixed[5] = fields.integer('arp.proto.size', 8, 4)
    putU16(fixed, 6, fields.integer('arp.opcode', 16, 1))
    return { header: concat(fixed, ...addressesOf(fields)) }
  },
}

function addressesOf(fields: GivenFields): readonly Uint8Array[] {
  const [hardware, protocol] = [fields.integer('arp.hw.size', 8, 6), fields.integer('arp.proto.size', 8, 4)]
  const isIpv4 = hardware === 6 && protocol === 4 && fields.integer('arp.proto.type', 16, 0x0800) === 0x0800
  if (!isIpv4) {
    return [
      fields.hexOf('arp.src.hw', hardware),
      fields.hexOf('arp.src.proto', protocol),
      fields.hexOf('arp.dst.hw', hardware),
      fields.hexOf('arp.dst.proto', protocol),
    ]
  }
  return [
    fields.mac('arp.src.hw_mac'),
    fields.ipv4('arp.src.proto_ipv4'),
    fields.mac('arp.dst.hw_mac'),
    fields.ipv4('arp.dst.proto_ipv4'),
  ]
}
