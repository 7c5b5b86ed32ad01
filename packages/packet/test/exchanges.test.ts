import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exchanges, formatExchanges, readCapture } from '@underlay/packet'
import { concat, text, u32 } from './build/bytes.ts'
import type { GivenPacket } from './build/capture.ts'
import { dnsAnswer, dnsQuery } from './build/dns-samples.ts'
import { captureOf } from './build/capture.ts'
import * as frames from './build/frames.ts'
import { arp, ethernet, icmpEcho, icmpError, icmpv6, ipv4, ipv6, tcp, udp } from './build/frames.ts'

const back = { src: '10.98.193.193', dst: '10.98.81.4' }
const outer = { src: '10.1.5.10', dst: '10.1.8.10' }
const syn = { flags: 0x02, seq: 1000, ack: 0 }
const zero = '00:00:00:00:00:00'
const nothing = new Uint8Array(0)

function ping(seq: number, payload: string, wrap = (packet: Uint8Array) => packet): Uint8Array {
  return ethernet(0x0800, wrap(ipv4(1, icmpEcho(8, seq, text(payload)))))
}

function pong(seq: number, payload: string): Uint8Array {
  return ethernet(0x0800, ipv4(1, icmpEcho(0, seq, text(payload)), back))
}

/** From port 80 back to 41234: the same ports the other way round. */
function answerOf(flags: number, ack: number): Uint8Array {
  const segment = tcp(nothing, { flags, seq: 5000, ack })
  segment.set(segment.slice(2, 4), 0)
  segment.set(Uint8Array.of(41234 >> 8, 41234 & 0xff), 2)
  return ethernet(0x0800, ipv4(6, segment, back))
}

/** What became of each request, as `number of the request → number of the answer`. */
function outcomes(given: readonly (Uint8Array | GivenPacket)[]): readonly string[] {
  const capture = captureOf(given.map((each) => (each instanceof Uint8Array ? { bytes: each } : each)))
  return exchanges(capture).map(
    ({ request, requests, outcome, response }) =>
      `${request.number}${requests > 1 ? ` (${requests} times)` : ''} ${outcome}${response ? ` ${response.number}` : ''}`,
  )
}

function query(port = 40000): Uint8Array {
  return ethernet(0x0800, ipv4(17, udp(port, 53, dnsQuery)))
}

describe('pings', () => {
  it('are paired by identifier, number and payload', () => {
    expect(outcomes([ping(1, 'a'), ping(2, 'b'), pong(2, 'b'), pong(1, 'a')])).toEqual(['1 answered 4', '2 answered 3'])
  })

  it('that are repeated with one number are kept apart by their payload', () => {
    expect(outcomes([ping(1, 'one'), ping(1, 'two'), pong(1, 'two')])).toEqual(['1 unanswered', '2 answered 3'])
  })

  it('that are the same are answered in their order', () => {
    expect(outcomes([ping(1, 'a'), ping(1, 'a'), pong(1, 'a'), pong(1, 'a'), pong(1, 'a')])).toEqual([
      '1 answered 3',
      '2 answered 4',
    ])
  })

  it('are paired inside of tunnels, one way only too', () => {
    expect(outcomes([ping(1, 'a', (packet) => ipv4(4, packet, outer)), pong(1, 'a')])).toEqual(['1 answered 2'])
  })

  it('are paired at each tap for itself', () => {
    expect(outcomes([ping(1, 'a'), { bytes: pong(1, 'a'), interfaceId: 1 }])).toEqual(['1 unanswered'])
  })

  it('are refused by an error that quotes them, cut as it may be', () => {
    const request = ipv4(1, icmpEcho(8, 3, text('payload')))
    const error = ethernet(0x0800, ipv4(1, icmpError(11, 0, 0, request.slice(0, 28)), { ...back, src: '10.1.5.1' }))
    expect(outcomes([ping(3, 'payload'), error, pong(3, 'payload')])).toEqual(['1 refused 2'])
  })

  it('of IPv6 are, and neighbours', () => {
    const here = { src: 'fd00::1', dst: 'fd00::2' }
    const there = { src: 'fd00::2', dst: 'fd00::1' }
    const solicit = { src: 'fd00::1', dst: 'ff02::1:ff00:2' }
    const echo = (type: number, ends: typeof here): Uint8Array =>
      ethernet(0x86dd, ipv6(58, icmpv6(type, concat(u32(0x70003), text('x')), ends), ends))
    const neighbour = (type: number, ends: typeof here): Uint8Array =>
      ethernet(0x86dd, ipv6(58, icmpv6(type, concat(u32(0), frames.address('fd00::2')), ends), ends))
    expect(outcomes([neighbour(135, { ...solicit, src: '::' })])).toEqual([])
    expect(outcomes([neighbour(135, solicit), neighbour(136, there), echo(128, here), echo(129, there)])).toEqual([
      '1 answered 2',
      '3 answered 4',
    ])
  })
})

describe('connections of TCP', () => {
  it('are answered, refused, or asked for again', () => {
    const request = ethernet(0x0800, ipv4(6, tcp(nothing, syn)))
    const other = ethernet(0x0800, ipv4(6, tcp(nothing, { ...syn, seq: 0xffff_ffff })))
    expect(outcomes([request, request, answerOf(0x12, 1001), request])).toEqual(['1 (3 times) answered 3'])
    expect(outcomes([request, answerOf(0x14, 1001)])).toEqual(['1 refused 2'])
    expect(outcomes([request, answerOf(0x12, 7), answerOf(0x14, 7)])).toEqual(['1 unanswered'])
    expect(outcomes([other, answerOf(0x12, 0)])).toEqual(['1 answered 2'])
  })
})

describe('queries of DNS', () => {
  const answer = ethernet(0x0800, ipv4(17, udp(53, 40000, dnsAnswer), back))

  it('are paired by id and ports, sent again or not', () => {
    expect(outcomes([query(), query(40001), query(), answer, answer])).toEqual([
      '1 (2 times) answered 4',
      '2 unanswered',
    ])
  })

  it('are refused by an ICMP error', () => {
    const error = ethernet(0x0800, ipv4(1, icmpError(3, 3, 0, ipv4(17, udp(40000, 53, dnsQuery))), back))
    expect(outcomes([query(), error])).toEqual(['1 refused 2'])
  })

  it('say what they ask', () => {
    const [found] = exchanges(captureOf([{ bytes: query() }]))
    expect(found).toMatchObject({ protocol: 'dns', from: '10.98.81.4:40000', to: '10.98.193.193:53' })
    expect(found?.question).toMatch(/^query \S+\.\S+$/)
  })
})

describe('ARP', () => {
  const request = ethernet(0x0806, arp(1, ['02:00:0a:01:05:0a', '10.1.5.10'], [zero, '10.1.5.11']))
  const reply = ethernet(0x0806, arp(2, ['02:00:0a:01:05:0b', '10.1.5.11'], ['02:00:0a:01:05:0a', '10.1.5.10']))
  const announcement = ethernet(0x0806, arp(1, ['02:00:0a:01:05:0a', '10.1.5.10'], [zero, '10.1.5.10']))

  it('is asked again until it is answered, then it is another question; an announcement is none', () => {
    const probe = ethernet(0x0806, arp(1, ['02:00:0a:01:05:0a', '0.0.0.0'], [zero, '10.1.5.10']))
    expect(outcomes([probe])).toEqual([])
    expect(outcomes([announcement, request, request, reply, request])).toEqual([
      '2 (2 times) answered 4',
      '5 unanswered',
    ])
  })
})

describe('exchanges', () => {
  it('know who asks what, and how long it took', () => {
    const bytes = readFileSync(join(import.meta.dirname, 'fixtures/recordings/cross.gw0.eth1.pcap'))
    const found = exchanges(readCapture(bytes))
    expect(formatExchanges(found, { interfaces: [{ tap: 'gw0:eth1' }] }).split('\n')).toEqual([
      'No.  Tap       From              To                Protocol  Question              Sent  Outcome   By     After',
      '  1  gw0:eth1  10.98.81.4        10.98.193.193     icmp      echo id=0x002a seq=1     1  answered   2  0.459 ms',
      '  3  gw0:eth1  10.98.81.4        10.98.193.193     icmp      echo id=0x002a seq=2     1  answered   4  0.172 ms',
      '  5  gw0:eth1  10.98.81.4        10.98.193.193     icmp      echo id=0x002a seq=3     1  answered   6  0.157 ms',
      '  7  gw0:eth1  10.98.81.4:58856  10.98.193.193:80  tcp       SYN                      1  answered   8  0.190 ms',
    ])
  })

  it('end in time for a flood of the same packet', () => {
    const flood = Array.from({ length: 20_000 }, () => ping(1, 'a'))
    expect(outcomes(flood)).toHaveLength(20_000)
  })
})
