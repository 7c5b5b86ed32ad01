import { concat, u16Of } from '../../bytes/build.ts'
import { dns } from '../../protocols/dns/dns.ts'
import type { Encoder } from '../encoder.ts'
import type { GivenFields } from '../given-fields.ts'
import { questionsOf } from './questions.ts'
import { recordsOf } from './records.ts'

/**
 * A DNS message by its fields, names without compression; on TCP its length stands before it. All records are answers unless
 * the counts say otherwise. `dns.body` is the bytes of any message behind its flags, and alone the rest of one.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1035#section-4
 */
export const dnsEncoder: Encoder = {
  protocol: dns,
  encode({ fields, carrier }) {
    const isRest = fields.has('dns.body') && !fields.has('dns.id') && !fields.has('dns.flags')
    if (isRest) return { header: fields.hex('dns.body') }
    const body = fields.has('dns.body') ? fields.hex('dns.body') : bodyOf(fields)
    const message = concat(u16Of(fields.integer('dns.id', 16, 0)), u16Of(flagsOf(fields)), body)
    if (carrier?.name !== 'tcp') return { header: message }
    return { header: concat(u16Of(fields.integer('dns.length', 16, message.length)), message) }
  },
}

function flagsOf(fields: GivenFields): number {
  return fields.bits('dns.flags', 16, 0, {
    'dns.flags.response': [15, 1],
    'dns.flags.opcode': [11, 4],
    'dns.flags.authoritative': [10, 1],
    'dns.flags.truncated': [9, 1],
    'dns.flags.recdesired': [8, 1],
    'dns.flags.recavail': [7, 1],
    'dns.flags.z': [6, 1],
    'dns.flags.authenticated': [5, 1],
    'dns.flags.checkdisable': [4, 1],
    'dns.flags.rcode': [0, 4],
  })
}

function bodyOf(fields: GivenFields): Uint8Array {
  const questions = questionsOf(fields)
  const records = recordsOf(fields)
  const authorities = fields.integer('dns.count.auth_rr', 16, 0)
  const additional = fields.integer('dns.count.add_rr', 16, 0)
  const answers = Math.max(0, records.length - authorities - additional)
  return concat(
    u16Of(fields.integer('dns.count.queries', 16, questions.length)),
    u16Of(fields.integer('dns.count.answers', 16, answers)),
    u16Of(authorities),
    u16Of(additional),
    ...questions,
    ...records,
  )
}
