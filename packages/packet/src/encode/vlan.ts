import { concat, putU16 } from '../bytes/build.ts'
import { vlan } from '../protocols/vlan.ts'
import type { Encoder } from './encoder.ts'
import { etherTypeOf } from './next-number.ts'

/**
 * An 802.1Q tag.
 *
 * @see https://en.wikipedia.org/wiki/IEEE_802.1Q
 */
export const vlanEncoder: Encoder = {
  protocol: vlan,
  encode({ fields, next, trailer }) {
    const header = new Uint8Array(4)
    putU16(header, 0, fields.parts(0, { 'vlan.priority': [13, 3], 'vlan.dei': [12, 1], 'vlan.id': [0, 12] }))
    const name = fields.has('vlan.len') && !fields.has('vlan.etype') ? 'vlan.len' : 'vlan.etype'
    putU16(header, 2, fields.integer(name, 16, etherTypeOf(next)))
    return { header, trailer: concat(trailer, fields.hex('vlan.trailer')) }
  },
}
