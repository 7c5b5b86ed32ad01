import { concat, text, u16, u32 } from './bytes.ts'
import { address, ethernet, ipv4, ipv6, tcp, udp } from './frames.ts'

const of = (...bytes: readonly number[]): Uint8Array => Uint8Array.from(bytes)

function labels(name: string): Uint8Array {
  const parts = name.split('.').filter((label) => label !== '')
  return concat(...parts.map((label) => concat(of(label.length), text(label))), of(0))
}

/** The counts are those of questions, answers, authorities and additional records. */
function header(id: number, flags: number, counts: readonly number[]): Uint8Array {
  return concat(u16(id), u16(flags), ...counts.map((count) => u16(count)))
}

const question = (name: Uint8Array, type: number): Uint8Array => concat(name, u16(type), u16(1))

function record(name: Uint8Array, type: number, data: Uint8Array, classCode = 1): Uint8Array {
  return concat(name, u16(type), u16(classCode), u32(30), u16(data.length), data)
}

const host = labels('app.default.svc.cluster.local')
const first = of(0xc0, 12)
const target = concat(of(3), text('web'), of(0xc0, 16))
const options = record(of(0), 41, new Uint8Array(0), 1232)
const soa = concat(labels('ns.x'), labels('root.x'), u32(7), u32(2), u32(3), u32(4), u32(5))
const inUdp = (message: Uint8Array, from = 40000, to = 53): Uint8Array =>
  ethernet(0x0800, ipv4(17, udp(from, to, message)))
const answers = [
  record(first, 5, target),
  record(first, 1, of(10, 96, 0, 10)),
  record(first, 28, address('fd00::10')),
  record(first, 2, labels('ns.x')),
  record(first, 12, labels('host.x')),
  record(first, 33, concat(u16(1), u16(2), u16(80), labels('srv.x'))),
  record(first, 15, concat(u16(10), labels('mx.x'))),
  record(first, 16, concat(of(3), text('a=b'), of(2), text('cd'))),
]

export const dnsQuery = concat(header(0x2b2b, 0x0100, [1, 0, 0, 0]), question(host, 1))
export const dnsAnswer = concat(
  header(0x2b2b, 0x8580, [1, answers.length, 1, 1]),
  question(host, 255),
  ...answers,
  record(first, 6, soa),
  options,
)
const onTcp = concat(u16(dnsQuery.length), dnsQuery)

/** DNS messages, by name. */
export const dnsSamples: Readonly<Record<string, Uint8Array>> = {
  'dns query': inUdp(dnsQuery),
  'dns answer': inUdp(dnsAnswer, 53, 40000),
  'dns query with options': inUdp(concat(header(1, 0x0120, [1, 0, 0, 1]), question(host, 28), options)),
  'dns no such name': inUdp(
    concat(header(1, 0x8183, [1, 0, 1, 0]), question(host, 1), record(first, 6, soa)),
    53,
    5000,
  ),
  'dns query of the root': inUdp(concat(header(1, 0x0100, [1, 0, 0, 0]), question(of(0), 2))),
  'dns update': inUdp(concat(header(9, 0x2800, [1, 0, 0, 0]), question(host, 6))),
  'dns over ipv6': ethernet(0x86dd, ipv6(17, udp(40000, 53, dnsQuery))),
  'dns over tcp': ethernet(0x0800, ipv4(6, tcp(onTcp, { dstPort: 53 }))),
  'dns over tcp, two': ethernet(0x0800, ipv4(6, tcp(concat(onTcp, onTcp), { dstPort: 53 }))),
}
