import { putU16, putU32 } from '../bytes/build.ts'
import { associatedChannel, mpls, pseudowireControlWord } from '../protocols/mpls.ts'
import type { Encoder } from './encoder.ts'

/**
 * A stack of MPLS labels, the top first: as many as the longest array has; TTL 64, the last one at the bottom.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3032#section-2.1
 */
export const mplsEncoder: Encoder = {
  protocol: mpls,
  encode({ fields, trailer }) {
    const labels = fields.integers('mpls.label', 20) ?? []
    const classes = fields.integers('mpls.exp', 3) ?? []
    const bottoms = fields.integers('mpls.bottom', 1) ?? []
    const ttls = fields.integers('mpls.ttl', 8) ?? []
    const count = Math.max(1, labels.length, classes.length, bottoms.length, ttls.length)
    const header = new Uint8Array(4 * count)
    for (let index = 0; index < count; index++) {
      const bottom = bottoms[index] ?? (index === count - 1 ? 1 : 0)
      const low = (classes[index] ?? 0) * 0x200 + bottom * 0x100 + (ttls[index] ?? 64)
      putU32(header, 4 * index, (labels[index] ?? 0) * 0x1000 + low)
    }
    return { header, trailer }
  },
}

/**
 * The control word before an Ethernet frame in MPLS.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4448#section-4.6
 */
export const controlWordEncoder: Encoder = {
  protocol: pseudowireControlWord,
  encode({ fields }) {
    const header = new Uint8Array(4)
    putU16(header, 2, fields.integer('pweth.cw.sequence_number', 16, 0))
    return { header }
  },
}

/**
 * The associated channel header of an MPLS pseudowire.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4385#section-5
 */
export const associatedChannelEncoder: Encoder = {
  protocol: associatedChannel,
  encode({ fields, next }) {
    const header = new Uint8Array(4)
    header[0] = 0x10 + fields.integer('pwach.ver', 4, 0)
    header[1] = fields.integer('pwach.res', 8, 0)
    putU16(header, 2, fields.integer('pwach.channel_type', 16, next === 'ip' ? 0x21 : next === 'ipv6' ? 0x57 : 0))
    return { header }
  },
}
