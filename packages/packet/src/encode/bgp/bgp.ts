import { concat, u16Of } from '../../bytes/build.ts'
import { bgp } from '../../protocols/bgp/bgp.ts'
import type { Encoder } from '../encoder.ts'
import type { GivenFields } from '../given-fields.ts'
import { notificationBody } from './notification.ts'
import { openBody } from './open.ts'
import { updateBody } from './update.ts'

const headerBytes = 19
const marker = new Uint8Array(16).fill(0xff)

/**
 * A message of BGP by its fields, a KEEPALIVE by default; several in one segment are several layers. `bgp.body` is the bytes
 * of any message behind its header, and alone the rest of one that began in another segment.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4271#section-4
 */
export const bgpEncoder: Encoder = {
  protocol: bgp,
  encode({ fields }) {
    const isRest = fields.has('bgp.body') && !fields.has('bgp.type') && !fields.has('bgp.length')
    if (isRest) return { header: fields.hex('bgp.body') }
    const type = fields.integer('bgp.type', 8, 4)
    const body = fields.has('bgp.body') ? fields.hex('bgp.body') : bodyOf(fields, type)
    const length = fields.integer('bgp.length', 16, headerBytes + body.length)
    return { header: concat(fields.hexOf('bgp.marker', 16, marker), u16Of(length), Uint8Array.of(type), body) }
  },
}

function bodyOf(fields: GivenFields, type: number): Uint8Array {
  switch (type) {
    case 1:
      return openBody(fields)
    case 2:
      return updateBody(fields)
    case 3:
      return notificationBody(fields)
    default:
      return new Uint8Array(0)
  }
}
