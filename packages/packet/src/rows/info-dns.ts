import { formatIpv4 } from '../address/format-ipv4.ts'
import { formatIpv6 } from '../address/format-ipv6.ts'
import { u16 } from '../bytes/big-endian.ts'
import { formatHexNumber } from '../bytes/hex.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'
import { dns } from '../protocols/dns/dns.ts'
import { nameInData, nameOf, recordTypes } from '../protocols/dns/record-fields.ts'
import type { DnsEntry } from '../protocols/dns/records.ts'
import { entriesOf } from '../protocols/dns/records.ts'

const read = dns.fields

/**
 * The Info column of a DNS message: what is asked, and each record's answer.
 *
 * @see https://www.iana.org/assignments/dns-parameters
 */
export function describeDns(layer: DecodedLayer): string {
  const { bytes, start } = layer
  const id = read['dns.id'](bytes, start, layer)
  if (id === undefined) return 'Continuation'
  const opcode = read['dns.flags.opcode'](bytes, start, layer) ?? 0
  const rcode = read['dns.flags.rcode'](bytes, start, layer) ?? 0
  return [
    opcodes[opcode] ?? `Unknown operation (${opcode})`,
    ...(read['dns.flags.response'](bytes, start, layer) ? ['response'] : []),
    formatHexNumber(id, 4),
    ...(rcode === 0 ? [] : [rcodes[rcode] ?? `Unknown error (${rcode})`]),
    ...entriesOf(bytes, layer).map((entry) => describeEntry(bytes, entry)),
  ].join(' ')
}

function describeEntry(bytes: Uint8Array, entry: DnsEntry): string {
  const { kind, type, data, dataEnd } = entry
  const title = typeNames[type] ?? `Unknown (${type})`
  if (kind === 'question') return `${title} ${nameOf(bytes, entry)}`
  const length = dataEnd - data
  switch (type) {
    case recordTypes.a:
      return length < 4 ? title : `${title} ${formatIpv4(bytes, data)}`
    case recordTypes.aaaa:
      return length < 16 ? title : `${title} ${formatIpv6(bytes, data)}`
    case recordTypes.ns:
    case recordTypes.cname:
    case recordTypes.ptr:
    case recordTypes.soa:
      return `${title} ${nameInData(bytes, entry)}`
    case recordTypes.mx:
      return length < 3 ? title : `${title} ${u16(bytes, data)} ${nameInData(bytes, entry, 2)}`
    case recordTypes.srv: {
      const numbers = `${u16(bytes, data)} ${u16(bytes, data + 2)} ${u16(bytes, data + 4)}`
      return length < 7 ? title : `${title} ${numbers} ${nameInData(bytes, entry, 6)}`
    }
    default:
      return title
  }
}

const opcodes: Readonly<Record<number, string>> = {
  0: 'Standard query',
  1: 'Inverse query',
  2: 'Server status request',
  4: 'Zone change notification',
  5: 'Dynamic update',
}

const rcodes: Readonly<Record<number, string>> = {
  1: 'Format error',
  2: 'Server failure',
  3: 'No such name',
  4: 'Not implemented',
  5: 'Refused',
}

const typeNames: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  13: 'HINFO',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  41: 'OPT',
  43: 'DS',
  46: 'RRSIG',
  47: 'NSEC',
  48: 'DNSKEY',
  64: 'SVCB',
  65: 'HTTPS',
  252: 'AXFR',
  255: 'ANY',
  257: 'CAA',
}
