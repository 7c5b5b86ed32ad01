import { concat, putU16 } from '../bytes/build.ts'
import { icmp } from '../protocols/icmp.ts'
import { checksumOf } from './checksum.ts'
import type { Encoder } from './encoder.ts'
import type { GivenFields } from './given-fields.ts'
import { refuseMisplacedQuote } from './quotation.ts'

/**
 * Internet control messages for IPv4, an echo request by default. What an error quotes is in `quoted`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc792
 * @see https://www.rfc-editor.org/rfc/rfc1191#section-4
 */
export const icmpEncoder: Encoder = {
  protocol: icmp,
  encode({ fields, payload, quoted }) {
    const head = new Uint8Array(4)
    const type = fields.integer('icmp.type', 8, 8)
    head[0] = type
    head[1] = fields.integer('icmp.code', 8, 0)
    const isError = [3, 4, 5, 11, 12].includes(type)
    refuseMisplacedQuote(fields, isError, type, payload, quoted)
    const isEcho = type === 0 || type === 8
    const body = isError || isEcho ? quoted : fields.hex('icmp.data')
    const header = concat(head, secondWord(fields, type, head[1]), body)
    putU16(header, 2, fields.integer('icmp.checksum', 16, checksumOf(concat(header, payload))))
    return { header }
  },
}

function secondWord(fields: GivenFields, type: number, code: number): Uint8Array {
  if (type === 5) return fields.ipv4('icmp.redir_gw')
  const word = new Uint8Array(4)
  if (type === 12) {
    word[0] = fields.integer('icmp.pointer', 8, 0)
    word.set(fields.hexOf('icmp.unused', 3), 1)
  } else if (type === 3 && code === 4) {
    word.set(fields.hexOf('icmp.unused', 2))
    putU16(word, 2, fields.integer('icmp.mtu', 16, 0))
  } else if (type === 0 || type === 8 || (type >= 13 && type <= 18)) {
    putU16(word, 0, fields.integer('icmp.ident', 16, 0))
    putU16(word, 2, sequenceNumber(fields))
  } else word.set(fields.hexOf('icmp.unused', 4))
  return word
}

/** Windows counts in the other byte order, so Wireshark has both. */
function sequenceNumber(fields: GivenFields): number {
  if (fields.has('icmp.seq') || !fields.has('icmp.seq_le')) return fields.integer('icmp.seq', 16, 0)
  const swapped = fields.integer('icmp.seq_le', 16, 0)
  return (swapped & 0xff) * 0x100 + (swapped >> 8)
}
