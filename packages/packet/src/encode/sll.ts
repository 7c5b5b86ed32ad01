import { concat, putU16, putU32 } from '../bytes/build.ts'
import { sll, sll2 } from '../protocols/sll.ts'
import type { Encoder } from './encoder.ts'
import type { GivenFields } from './given-fields.ts'
import { etherTypeOf } from './next-number.ts'

/**
 * Linux cooked capture, version 1.
 *
 * @see https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html
 */
export const sllEncoder: Encoder = {
  protocol: sll,
  encode({ fields, next }) {
    const header = new Uint8Array(16)
    putU16(header, 0, fields.integer('sll.pkttype', 16, 0))
    putU16(header, 2, fields.integer('sll.hatype', 16, 1))
    const length = fields.integer('sll.halen', 16, 6)
    putU16(header, 4, length)
    header.set(addressOf(fields, length), 6)
    putU16(header, 14, typeOf(fields, next))
    return { header }
  },
}

/**
 * Linux cooked capture, version 2: it has `sll.ifindex`.
 *
 * @see https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html
 */
export const sll2Encoder: Encoder = {
  protocol: sll2,
  encode({ fields, next }) {
    const header = new Uint8Array(20)
    putU16(header, 0, typeOf(fields, next))
    putU32(header, 4, fields.integer('sll.ifindex', 32, 0))
    putU16(header, 8, fields.integer('sll.hatype', 16, 1))
    header[10] = fields.integer('sll.pkttype', 8, 0)
    const length = fields.integer('sll.halen', 8, 6)
    header[11] = length
    header.set(addressOf(fields, length), 12)
    return { header }
  },
}

function typeOf(fields: GivenFields, next: string | undefined): number {
  const name = fields.has('sll.ltype') && !fields.has('sll.etype') ? 'sll.ltype' : 'sll.etype'
  return fields.integer(name, 16, etherTypeOf(next))
}

/** Always 8 bytes: the address, and what it leaves of them. */
function addressOf(fields: GivenFields, length: number): Uint8Array {
  const kept = Math.min(length, 8)
  const address = length === 6 ? fields.mac('sll.src.eth') : fields.hexOf('sll.src.other', kept)
  return concat(address, kept < 8 ? fields.hexOf('sll.unused', 8 - kept) : new Uint8Array(0))
}
