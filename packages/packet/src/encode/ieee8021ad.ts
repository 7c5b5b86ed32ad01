import { concat, putU16 } from '../bytes/build.ts'
import type { FieldName } from '../layers/layer.ts'
import { ieee8021ad } from '../protocols/ieee8021ad.ts'
import type { Encoder } from './encoder.ts'
import { etherTypeOf } from './next-number.ts'

/**
 * A provider bridge's service tag by `ieee8021ad.id`, or two by `svid` and `cvid`.
 *
 * @see https://en.wikipedia.org/wiki/IEEE_802.1ad
 */
export const ieee8021adEncoder: Encoder = {
  protocol: ieee8021ad,
  encode({ fields, next, trailer }) {
    const isDouble = fields.has('ieee8021ad.svid') || fields.has('ieee8021ad.cvid')
    const names: readonly FieldName[] = isDouble ? ['ieee8021ad.svid', 'ieee8021ad.cvid'] : ['ieee8021ad.id']
    const priorities = fields.integers('ieee8021ad.priority', 3) ?? []
    const eligibles = fields.integers('ieee8021ad.dei', 1) ?? []
    const header = new Uint8Array(4 * names.length)
    for (const [index, name] of names.entries()) {
      const control = (priorities[index] ?? 0) * 0x2000 + (eligibles[index] ?? 0) * 0x1000
      putU16(header, 4 * index, control + fields.integer(name, 12, 0))
      putU16(header, 4 * index + 2, 0x88a8)
    }
    putU16(header, header.length - 2, fields.integer('ieee8021ah.etype', 16, etherTypeOf(next)))
    return { header, trailer: concat(trailer, fields.hex('ieee8021ah.trailer')) }
  },
}
