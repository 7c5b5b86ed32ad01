import { describe, expect, it } from 'vitest'
import { decode, field } from '@underlay/packet'
import { concat, text, u16, u32 } from './build/bytes.ts'
import { ethernet, ipv4, tcp, udp } from './build/frames.ts'
import { fieldNames } from './faults.ts'

const of = (...bytes: readonly number[]): Uint8Array => Uint8Array.from(bytes)
const filled = (length: number, part: Uint8Array): Uint8Array =>
  concat(...Array.from({ length: Math.floor(length / part.length) }, () => part))
const onTcp = (port: number, message: Uint8Array): Uint8Array =>
  ethernet(0x0800, ipv4(6, tcp(message, { dstPort: port })))

function bgpUpdate(withdrawn: Uint8Array, attributes: Uint8Array, reachable: Uint8Array): Uint8Array {
  const body = concat(u16(withdrawn.length), withdrawn, u16(attributes.length), attributes, reachable)
  return onTcp(179, concat(new Uint8Array(16).fill(0xff), u16(19 + body.length), of(2), body))
}

const nothing = new Uint8Array(0)
const question = concat(of(63), text('x'.repeat(63)), of(0), u16(1), u16(1))
const asked = concat(of(0xc0, 12), u16(1), u16(1))
const answered = concat(of(0xc0, 12), u16(16), u16(1), u32(30), u16(2), of(1), text('t'))
const dnsHeader = (questions: number, answers: number): Uint8Array =>
  concat(u32(0x00018180), u16(questions), u16(answers), u32(0))

/** As much as a packet can hold of what its fields say one by one. */
const largest: Readonly<Record<string, Uint8Array>> = {
  'prefixes of one byte': bgpUpdate(nothing, nothing, new Uint8Array(65_000)),
  'withdrawn prefixes': bgpUpdate(filled(65_000, of(32, 10, 1, 2, 3)), nothing, nothing),
  'empty attributes': bgpUpdate(nothing, filled(65_000, of(0x40, 6, 0)), nothing),
  'AS paths': bgpUpdate(nothing, filled(65_000, concat(of(0x40, 2, 6, 2, 1), u32(64512))), nothing),
  keepalives: onTcp(179, filled(65_000, concat(new Uint8Array(16).fill(0xff), u16(19), of(4)))),
  'questions of one name': ethernet(
    0x0800,
    ipv4(17, udp(40000, 53, concat(dnsHeader(10_001, 0), question, filled(60_000, asked)))),
  ),
  'answers of text': ethernet(
    0x0800,
    ipv4(17, udp(53, 40000, concat(dnsHeader(1, 4000), question, filled(60_000, answered)))),
  ),
  'messages on TCP': onTcp(53, filled(65_000, concat(u16(13), dnsHeader(0, 0), of(0)))),
}

/** The bytes, and how many times one of them was read. */
function counted(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly reads: () => number } {
  let reads = 0
  const watched = new Proxy(bytes, {
    get(target, key) {
      if (typeof key === 'string' && /^\d/.test(key)) reads++
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  return { bytes: watched, reads: () => reads }
}

describe('a packet is not read again for each of its fields', () => {
  it.each(Object.entries(largest))('%s', (_, packet) => {
    const { bytes, reads } = counted(packet)
    const layers = decode({ bytes, linkType: 1 })
    let values = 0
    for (const { fields } of layers) values += Object.keys(fields).length
    for (const name of fieldNames) if (field(layers, name) !== undefined) values++
    expect(values).toBeGreaterThan(0)
    expect(reads() / packet.length).toBeLessThan(20)
  })
})
