import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { createReassembler, decode, field, frameProtocols, writePcap } from '@underlay/packet'
import type { Reassembler, ReassembledPacket } from '@underlay/packet'
import { concat, u16, u32 } from './build/bytes.ts'
import * as frames from './build/frames.ts'
import { skipWhile } from './skip-while.ts'
import { readWithTshark, whyNoTshark } from './tshark.ts'

const { ethernet, icmpEcho, ipv4, ipv6, udp, vxlan } = frames
const missing = whyNoTshark()

const data = Uint8Array.from({ length: 3000 }, (_, index) => (index * 7) & 0xff)
const message = icmpEcho(8, 9, data)

interface Piece {
  readonly offset: number
  readonly end: number
}

/** Cut at these offsets, which count 8 bytes. */
function cut(length: number, at: readonly number[]): readonly Piece[] {
  const bounds = [0, ...at.map((offset) => 8 * offset), length]
  return bounds.slice(1).map((end, index) => ({ offset: bounds[index] ?? 0, end }))
}

function piece4({ offset, end }: Piece, whole = message, id = 7): Uint8Array {
  const more = end < whole.length ? 0x2000 : 0
  return ipv4(1, whole.slice(offset, end), { id, fragment: more | (offset / 8) })
}

function piece6({ offset, end }: Piece, whole: Uint8Array): Uint8Array {
  const field16 = offset | (end < whole.length ? 1 : 0)
  return ipv6(44, concat(Uint8Array.of(17, 0), u16(field16), u32(99), whole.slice(offset, end)))
}

function pushAll(packets: readonly Uint8Array[], reassembler = createReassembler()): readonly ReassembledPacket[] {
  return packets.flatMap((bytes, index) => {
    const whole = reassembler.push({ bytes, linkType: 101, number: index + 1 })
    return whole === undefined ? [] : [whole]
  })
}

const pieces = cut(message.length, [125, 250])

function dropsOf(packets: readonly Uint8Array[]): Pick<Reassembler, 'dropped' | 'pending'> & { whole: number } {
  const reassembler = createReassembler()
  const whole = pushAll(packets, reassembler).length
  return { dropped: reassembler.dropped, pending: reassembler.pending, whole }
}

describe('createReassembler', () => {
  it('gives the packet as it was before it was cut, with right checksums', () => {
    const [whole, ...others] = pushAll(pieces.map((each) => piece4(each)))
    expect(others).toEqual([])
    expect(whole?.packet.bytes).toEqual(ipv4(1, message, { id: 7, fragment: 0 }))
    expect(frameProtocols(whole?.layers ?? [])).toBe('raw:ip:icmp:data')
    expect(field(whole?.layers ?? [], 'icmp.checksum.status')).toBe(1)
    expect([whole?.fragments, whole?.reassembledLength]).toEqual([[1, 2, 3], 3008])
  })

  it('takes fragments of IPv6 out of their extension header', () => {
    const datagram = udp(5000, 5001, data.slice(0, 2000))
    const [whole] = pushAll(cut(datagram.length, [100]).map((each) => piece6(each, datagram)))
    expect(whole?.packet.bytes).toEqual(ipv6(17, datagram))
  })

  it('puts a packet together whatever the cuts and the order, fragments twice included', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 370 }), { maxLength: 8 })
    const property = fc.property(cuts, fc.integer(), (at, seed) => {
      const sorted = at.toSorted((one, other) => one - other)
      const packets = cut(message.length, sorted).map((each) => piece4(each))
      const shuffled = [...packets, ...packets.slice(0, -1)].toSorted(
        (one, other) => order(one, seed) - order(other, seed),
      )
      const [whole] = pushAll(shuffled)
      expect(whole?.packet.bytes.slice(20)).toEqual(at.length === 0 ? undefined : message)
    })
    fc.assert(property, { seed: 6, numRuns: 200 })
  })

  it('goes into tunnels: what was cut before VXLAN and what was cut behind IPIP', () => {
    const inner = pieces.map((each) => ipv4(17, udp(49588, 4789, vxlan(7, ethernet(0x0800, piece4(each))))))
    expect(frameProtocols(pushAll(inner)[0]?.layers ?? [])).toBe('raw:ip:icmp:data')
    const tunnelled = ipv4(1, message)
    const outer = cut(tunnelled.length, [150]).map(({ offset, end }) => {
      const more = end < tunnelled.length ? 0x2000 : 0
      return ipv4(4, tunnelled.slice(offset, end), { id: 8, fragment: more | (offset / 8) })
    })
    expect(frameProtocols(pushAll(outer)[0]?.layers ?? [])).toBe('raw:ip:ip:icmp:data')
  })

  it.each([
    [
      'overlap',
      [
        { offset: 0, end: 1000 },
        { offset: 992, end: 2000 },
      ],
    ],
    [
      'contain each other',
      [
        { offset: 0, end: 2000 },
        { offset: 800, end: 1600 },
      ],
    ],
    [
      'have two ends',
      [
        { offset: 2400, end: 3008 },
        { offset: 2800, end: 3008 },
      ],
    ],
    ['have a piece that is no multiple of 8', [{ offset: 0, end: 1001 }]],
    ['have an empty piece', [{ offset: 800, end: 800 }]],
  ])('gives a packet up whose fragments %s', (_, places) => {
    expect(dropsOf(places.map((each) => piece4(each)))).toMatchObject({ dropped: 1, whole: 0 })
  })

  it('gives a packet up that would be larger than 65535 bytes', () => {
    const last = ipv4(1, data.slice(0, 800), { id: 7, fragment: 0x1fff })
    expect(dropsOf([last])).toEqual({ dropped: 1, pending: 0, whole: 0 })
  })

  it('keeps what several taps saw, and packets of other ids, apart', () => {
    const reassembler = createReassembler()
    const [first = new Uint8Array(0), second, third] = pieces.map((each) => piece4(each))
    reassembler.push({ bytes: first, linkType: 101, interfaceId: 1 })
    expect(
      pushAll(
        [second, third].filter((each) => each !== undefined),
        reassembler,
      ),
    ).toEqual([])
    pushAll([piece4(pieces[0] ?? { offset: 0, end: 8 }, message, 9)], reassembler)
    expect(reassembler.pending).toBe(3)
  })

  it('holds no more than it may, and nothing for longer than it may', () => {
    const reassembler = createReassembler({ maximumPackets: 10, maximumBytes: 5000, timeoutMs: 1000 })
    for (let id = 0; id < 100; id++) {
      reassembler.push({ bytes: piece4({ offset: 0, end: 1000 }, message, id), linkType: 101, timestampNs: 0n })
    }
    expect([reassembler.pending, reassembler.dropped]).toEqual([5, 95])
    reassembler.push({ bytes: piece4({ offset: 0, end: 8 }, message, 500), linkType: 101, timestampNs: 2_000_000_000n })
    expect([reassembler.pending, reassembler.dropped]).toEqual([1, 100])
  })

  it('throws on no bytes', () => {
    const packets = fc.array(fc.uint8Array({ minLength: 20, maxLength: 60 }), { maxLength: 20 })
    const property = fc.property(packets, (all) => {
      for (const bytes of all) bytes.set([0x45, 0, 0, bytes.length, 0, 1], 0)
      return pushAll(all).every(({ packet }) => packet.bytes.length <= 0xffff)
    })
    expect(() => fc.assert(property, { seed: 6, numRuns: 500 })).not.toThrow()
  })
})

describe('as tshark puts together', () => {
  beforeEach(skipWhile(missing))

  it('packets of IPv4 and IPv6', () => {
    const datagram = udp(5000, 5001, data.slice(0, 2000))
    const packets = [
      ...pieces.map((each) => ethernet(0x0800, piece4(each))),
      ...cut(datagram.length, [100]).map((each) => ethernet(0x86dd, piece6(each, datagram))),
    ]
    const file = writePcap({ linkType: 1, packets: packets.map((bytes) => ({ timestampNs: 0n, bytes })) })
    const fields = [
      'ip.fragment',
      'ip.reassembled.length',
      'ipv6.fragment',
      'ipv6.reassembled.length',
      'icmp.seq',
      'udp.dstport',
    ]
    const theirs = readWithTshark(file, fields, ['ip.defragment:TRUE', 'ipv6.defragment:TRUE'])
    const reassembler = createReassembler()
    const ours = packets.map((bytes, index) => reassembler.push({ bytes, linkType: 1, number: index + 1 }))
    const numbers = (name: string, index: number): readonly number[] => (theirs[index]?.[name] ?? []).map(Number)
    expect([ours[2]?.fragments, [ours[2]?.reassembledLength]]).toEqual([
      numbers('ip.fragment', 2),
      numbers('ip.reassembled.length', 2),
    ])
    expect([ours[4]?.fragments, [ours[4]?.reassembledLength]]).toEqual([
      numbers('ipv6.fragment', 4),
      numbers('ipv6.reassembled.length', 4),
    ])
    expect([field(ours[2]?.layers ?? [], 'icmp.seq'), field(ours[4]?.layers ?? [], 'udp.dstport')]).toEqual([
      ...numbers('icmp.seq', 2),
      ...numbers('udp.dstport', 4),
    ])
    expect(decode({ bytes: packets[1] ?? new Uint8Array(0), linkType: 1 }).at(-1)?.name).toBe('data')
  })
})

function order(bytes: Uint8Array, seed: number): number {
  return ((bytes[7] ?? 0) * 31 + (bytes[6] ?? 0) * 17 + seed) % 13
}
