import { concat, u16Of, u32Of } from '../../bytes/build.ts'
import type { FieldName } from '../../layers/layer.ts'
import { recordTypes } from '../../protocols/dns/record-fields.ts'
import type { GivenFields } from '../given-fields.ts'
import { nameBytes } from './name.ts'

/** The data of records that are still to be written, by their type. */
export type DataWriters = ReadonlyMap<number, Uint8Array[]>

/** @see https://www.rfc-editor.org/rfc/rfc1035#section-3.3 */
export function dataWriters(fields: GivenFields): DataWriters {
  return new Map<number, Uint8Array[]>([
    [recordTypes.cname, namesOf(fields, 'dns.cname')],
    [recordTypes.a, [...fields.addresses('dns.a', 'IPv4')]],
    [recordTypes.aaaa, [...fields.addresses('dns.aaaa', 'IPv6')]],
    [recordTypes.ns, namesOf(fields, 'dns.ns')],
    [recordTypes.ptr, namesOf(fields, 'dns.ptr.domain_name')],
    [recordTypes.srv, servicesOf(fields)],
    [recordTypes.mx, exchangesOf(fields)],
    [recordTypes.soa, authoritiesOf(fields)],
    [recordTypes.txt, textOf(fields)],
  ])
}

function namesOf(fields: GivenFields, name: FieldName): Uint8Array[] {
  return fields.texts(name).map((value) => nameBytes(fields, name, value))
}

/** @see https://www.rfc-editor.org/rfc/rfc2782 */
function servicesOf(fields: GivenFields): Uint8Array[] {
  const priorities = fields.integers('dns.srv.priority', 16) ?? []
  const weights = fields.integers('dns.srv.weight', 16) ?? []
  const ports = fields.integers('dns.srv.port', 16) ?? []
  return namesOf(fields, 'dns.srv.target').map((target, index) => {
    const numbers = [priorities[index], weights[index], ports[index]].map((value = 0) => u16Of(value))
    return concat(...numbers, target)
  })
}

function exchangesOf(fields: GivenFields): Uint8Array[] {
  const preferences = fields.integers('dns.mx.preference', 16) ?? []
  const exchanges = namesOf(fields, 'dns.mx.mail_exchange')
  return exchanges.map((exchange, index) => concat(u16Of(preferences[index] ?? 0), exchange))
}

/** The four times of a zone are 0. */
function authoritiesOf(fields: GivenFields): Uint8Array[] {
  const serials = fields.integers('dns.soa.serial_number', 32) ?? []
  const mailboxes = namesOf(fields, 'dns.soa.rname')
  return namesOf(fields, 'dns.soa.mname').map((server, index) => {
    return concat(server, mailboxes[index] ?? new Uint8Array(1), u32Of(serials[index] ?? 0), new Uint8Array(16))
  })
}

/** One record with all strings: which belong together the fields do not say. */
function textOf(fields: GivenFields): Uint8Array[] {
  const texts = fields.texts('dns.txt').map((text) => {
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0))
    if (bytes.length > 255) throw fields.error('dns.txt', `has ${bytes.length} bytes, at most 255 fit`, 'give several')
    return concat(Uint8Array.of(bytes.length), bytes)
  })
  return texts.length === 0 ? [] : [concat(...texts)]
}
