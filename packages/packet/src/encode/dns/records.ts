import { concat, u16Of, u32Of } from '../../bytes/build.ts'
import { recordTypes } from '../../protocols/dns/record-fields.ts'
import type { GivenFields } from '../given-fields.ts'
import type { DataWriters } from './record-data.ts'
import { dataWriters } from './record-data.ts'
import { nameBytes } from './name.ts'

/**
 * The records by `dns.resp.type` in that order, or one for each value that is given; of the first question's name, class IN,
 * lifetime 0, unless said otherwise.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1035#section-4.1.3
 * @see https://www.rfc-editor.org/rfc/rfc6891#section-6.1.2 for OPT
 */
export function recordsOf(fields: GivenFields): readonly Uint8Array[] {
  const writers = dataWriters(fields)
  const types = fields.integers('dns.resp.type', 16) ?? typesOf(writers)
  const [asked = '<Root>'] = fields.texts('dns.qry.name')
  const names = [...fields.texts('dns.resp.name')]
  const classes = [...(fields.integers('dns.resp.class', 16) ?? [])]
  const lifetimes = [...(fields.integers('dns.resp.ttl', 32) ?? [])]
  const sizes = [...(fields.integers('dns.rr.udp_payload_size', 16) ?? [])]
  return types.map((type) => {
    const isOption = type === recordTypes.opt
    // Wireshark names a service by fields of its own, which are not read here.
    const name = type === recordTypes.srv ? asked : (names.shift() ?? (isOption ? '<Root>' : asked))
    const classCode = isOption ? (sizes.shift() ?? 1232) : (classes.shift() ?? 1)
    const lifetime = isOption ? 0 : (lifetimes.shift() ?? 0)
    const data = writers.get(type)?.shift() ?? new Uint8Array(0)
    const fixed = concat(u16Of(type), u16Of(classCode), u32Of(lifetime), u16Of(data.length))
    return concat(nameBytes(fields, 'dns.resp.name', name), fixed, data)
  })
}

function typesOf(writers: DataWriters): readonly number[] {
  return [...writers].flatMap(([type, all]) => all.map(() => type))
}
