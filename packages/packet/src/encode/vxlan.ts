import { putU16, putU32 } from '../bytes/build.ts'
import { vxlan } from '../protocols/vxlan.ts'
import type { Encoder } from './encoder.ts'

/**
 * Virtual extensible LAN: an Ethernet frame behind UDP.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7348#section-5
 */
export const vxlanEncoder: Encoder = {
  protocol: vxlan,
  encode({ fields }) {
    const header = new Uint8Array(8)
    putU16(header, 0, fields.bits('vxlan.flags', 16, 0x0800, { 'vxlan.flag_i': [11, 1] }))
    putU16(header, 2, fields.integer('vxlan.gbp', 16, 0))
    putU32(header, 4, fields.integer('vxlan.vni', 24, 0) * 256 + fields.integer('vxlan.reserved8', 8, 0))
    return { header }
  },
}
