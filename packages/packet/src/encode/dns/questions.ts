import { concat, u16Of } from '../../bytes/build.ts'
import type { GivenFields } from '../given-fields.ts'
import { nameBytes } from './name.ts'

/**
 * The questions, for IPv4 addresses in class IN by default.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1035#section-4.1.2
 */
export function questionsOf(fields: GivenFields): readonly Uint8Array[] {
  const types = fields.integers('dns.qry.type', 16) ?? []
  const classes = fields.integers('dns.qry.class', 16) ?? []
  return fields.texts('dns.qry.name').map((name, index) => {
    return concat(nameBytes(fields, 'dns.qry.name', name), u16Of(types[index] ?? 1), u16Of(classes[index] ?? 1))
  })
}
