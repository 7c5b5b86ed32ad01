import { formatIpv4 } from '../../address/format-ipv4.ts'
import { formatIpv6 } from '../../address/format-ipv6.ts'
import { u16, u32, u8 } from '../../bytes/big-endian.ts'
import type { DecodedLayer } from '../../layers/decoded-layer.ts'
import { onceALayer } from '../../layers/once-a-layer.ts'
import { listed } from '../../layers/protocol.ts'
import { placeName, readName } from './name.ts'
import type { DnsEntry } from './records.ts'
import { entriesOf } from './records.ts'

/** Types of records that are read. */
export const recordTypes = {
  a: 1,
  ns: 2,
  cname: 5,
  soa: 6,
  ptr: 12,
  mx: 15,
  txt: 16,
  aaaa: 28,
  srv: 33,
  opt: 41,
} as const

/** The name of a question or record as text. */
export function nameOf(bytes: Uint8Array, { message, messageEnd, name }: DnsEntry): string {
  return readName(bytes, message, name, messageEnd)
}

/** The name that stands so many bytes into a record's data. */
export function nameInData(bytes: Uint8Array, { message, data, dataEnd }: DnsEntry, skipped = 0): string {
  return readName(bytes, message, data + skipped, dataEnd)
}

/** The questions' fields, and those of the answers, authorities and additional records together, in their order. */
export const recordFields = {
  'dns.qry.name': forEachQuestion((name) => name),
  'dns.qry.name.len': forEachQuestion((name) => name.length),
  'dns.count.labels': forEachQuestion((name) => name.split('.').length),
  'dns.qry.type': forEach('question', (_, { type }) => type),
  'dns.qry.class': forEach('question', (_, { classCode }) => classCode),
  'dns.resp.name': forEach('record', (bytes, entry) =>
    entry.type === recordTypes.srv ? undefined : nameOf(bytes, entry),
  ),
  'dns.resp.type': forEach('record', (_, { type }) => type),
  'dns.resp.class': forEach('record', (_, { type, classCode }) => (type === recordTypes.opt ? undefined : classCode)),
  'dns.resp.ttl': forEach('record', (_, { type, ttl }) => (type === recordTypes.opt ? undefined : ttl)),
  'dns.resp.len': forEach('record', (_, { data, dataEnd }) => dataEnd - data),
  'dns.rr.udp_payload_size': ofType('opt', 0, (_, { classCode }) => classCode),
  'dns.a': ofType('a', 4, (bytes, { data }) => formatIpv4(bytes, data)),
  'dns.aaaa': ofType('aaaa', 16, (bytes, { data }) => formatIpv6(bytes, data)),
  'dns.cname': ofType('cname', 1, (bytes, entry) => nameInData(bytes, entry)),
  'dns.ns': ofType('ns', 1, (bytes, entry) => nameInData(bytes, entry)),
  'dns.ptr.domain_name': ofType('ptr', 1, (bytes, entry) => nameInData(bytes, entry)),
  'dns.srv.priority': ofType('srv', 7, (bytes, { data }) => u16(bytes, data)),
  'dns.srv.weight': ofType('srv', 7, (bytes, { data }) => u16(bytes, data + 2)),
  'dns.srv.port': ofType('srv', 7, (bytes, { data }) => u16(bytes, data + 4)),
  'dns.srv.target': ofType('srv', 7, (bytes, entry) => nameInData(bytes, entry, 6)),
  'dns.mx.preference': ofType('mx', 3, (bytes, { data }) => u16(bytes, data)),
  'dns.mx.mail_exchange': ofType('mx', 3, (bytes, entry) => nameInData(bytes, entry, 2)),
  'dns.soa.mname': ofType('soa', 22, (bytes, entry) => nameInData(bytes, entry)),
  'dns.soa.rname': ofType('soa', 22, (bytes, entry) => {
    const first = placeName(bytes, entry.data, entry.dataEnd)
    return first && nameInData(bytes, entry, first.end - entry.data)
  }),
  'dns.soa.serial_number': ofType('soa', 22, (bytes, { dataEnd }) => u32(bytes, dataEnd - 20)),
  'dns.txt': texts((bytes, at, length) => new TextDecoder('latin1').decode(bytes.subarray(at, at + length))),
  'dns.txt.length': texts((_bytes, _at, length) => length),
}

const questionNames = onceALayer((bytes, layer) => {
  const questions = entriesOf(bytes, layer).filter(({ kind }) => kind === 'question')
  return questions.map((entry) => nameOf(bytes, entry))
})

function forEachQuestion<Value>(read: (name: string) => Value) {
  return (bytes: Uint8Array, _start: number, layer: DecodedLayer): readonly Value[] | undefined =>
    listed(questionNames(bytes, layer).map((name) => read(name)))
}

type Reader<Value> = (bytes: Uint8Array, entry: DnsEntry) => Value | undefined

function forEach<Value>(kind: DnsEntry['kind'], read: Reader<Value>) {
  return (bytes: Uint8Array, _start: number, layer: DecodedLayer): readonly Value[] | undefined => {
    const values: Value[] = []
    for (const entry of entriesOf(bytes, layer)) {
      const value = entry.kind === kind ? read(bytes, entry) : undefined
      if (value !== undefined) values.push(value)
    }
    return listed(values)
  }
}

function ofType<Value>(type: keyof typeof recordTypes, least: number, read: Reader<Value>) {
  return forEach('record', (bytes, entry) =>
    entry.type === recordTypes[type] && entry.dataEnd - entry.data >= least ? read(bytes, entry) : undefined,
  )
}

/** The strings of TXT records, each behind its length. */
function texts<Value>(read: (bytes: Uint8Array, at: number, length: number) => Value) {
  return (bytes: Uint8Array, _start: number, layer: DecodedLayer): readonly Value[] | undefined => {
    const values: Value[] = []
    for (const { kind, type, data, dataEnd } of entriesOf(bytes, layer)) {
      if (kind !== 'record' || type !== recordTypes.txt) continue
      for (let at = data; at < dataEnd; at += 1 + u8(bytes, at)) {
        if (at + 1 + u8(bytes, at) > dataEnd) break
        values.push(read(bytes, at + 1, u8(bytes, at)))
      }
    }
    return listed(values)
  }
}
