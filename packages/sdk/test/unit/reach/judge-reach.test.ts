import { decode, encode } from '@underlay/packet'
import type { PathTrace, TracedHop } from '@underlay/evidence'
import { expect, test } from 'vitest'
import { judgeReach } from '../../../src/reach/judge-reach.ts'

const answeredBy = { expected: 'answered', causes: [] } as const
const tcp = { protocol: 'tcp', port: 80 } as const
const ends = { from: 'pod/a', to: 'pod/b' }
const ip = { name: 'ip', fields: { 'ip.src': '10.98.2.1', 'ip.dst': '10.98.1.1' } } as const

function hop(tap: string, reset = false): TracedHop {
  const segment = {
    name: 'tcp',
    fields: { 'tcp.srcport': 80, 'tcp.dstport': 40000, 'tcp.flags.reset': reset },
  } as const
  return { tap, layers: decode(encode([ip, segment])) } as unknown as TracedHop
}

const there = { direction: 'forward', hops: [hop('pod/a:eth0'), hop('gw0:eth1')] } as const

const answered = (reset: boolean): PathTrace => ({
  ...ends,
  outcome: 'answered',
  forward: there,
  reverse: { direction: 'reverse', hops: [hop('gw0:eth1', reset)] },
})

test('an answer passes, a reset does not', () => {
  expect(judgeReach(answered(false), { ...answeredBy, traffic: tcp })).toMatchObject({
    outcome: 'pass',
    actual: 'answered',
  })
  expect(judgeReach(answered(true), { ...answeredBy, traffic: tcp })).toMatchObject({
    outcome: 'fail',
    actual: 'refused',
    message: 'pod/a → pod/b: tcp port 80 is refused by 10.98.2.1: nothing listens there, or a rule rejects it',
  })
})

test('an ICMP error refuses UDP, and is no answer to it', () => {
  const errors = [{ from: '10.98.2.1', tap: 'gw0:eth1', text: 'port unreachable' }]
  const trace: PathTrace = { ...ends, outcome: 'answered', forward: there, errors }
  expect(judgeReach(trace, { ...answeredBy, traffic: { protocol: 'udp', port: 53 }, causes: [] })).toMatchObject({
    outcome: 'fail',
    actual: 'refused',
  })
  expect(judgeReach(trace, { ...answeredBy, traffic: { protocol: 'icmp' }, causes: [] })).toMatchObject({
    outcome: 'pass',
  })
})

test('an ICMP error refuses an echo and TCP too', () => {
  const error = [
    { name: 'ip', fields: { 'ip.src': '10.98.2.1', 'ip.dst': '10.98.1.1' } },
    { name: 'icmp', fields: { 'icmp.type': 3, 'icmp.code': 3 }, quoted: [ip] },
  ] as const
  const layers = decode(encode(error))
  const trace: PathTrace = {
    ...answered(false),
    reverse: { direction: 'reverse', hops: [{ ...hop('gw0:eth1'), layers: layers as unknown as TracedHop['layers'] }] },
  }
  for (const traffic of [{ protocol: 'icmp' }, tcp] as const) {
    expect(judgeReach(trace, { ...answeredBy, traffic })).toMatchObject({ outcome: 'fail', actual: 'refused' })
  }
})

test('what is lost says where and why', () => {
  const lost: PathTrace = {
    ...ends,
    outcome: 'lost',
    forward: { ...there, lost: { place: 'gw0', lastSeen: 'gw0:eth1' } },
  }
  expect(
    judgeReach(lost, { ...answeredBy, traffic: { protocol: 'icmp' }, causes: ['gw0: it forwards nothing'] }).message,
  ).toBe(
    'pod/a → pod/b: icmp is not answered\n  lost on the way there, in gw0: seen last at gw0:eth1\n  cause: gw0: it forwards nothing',
  )
})

test('without evidence there is no verdict', () => {
  const trace: PathTrace = {
    ...ends,
    outcome: 'inconclusive',
    forward: { ...there, hops: [] },
    inconclusive: 'a tap dropped 3 packets',
  }
  expect(judgeReach(trace, { ...answeredBy, traffic: tcp })).toMatchObject({
    outcome: 'inconclusive',
    summary: expect.stringContaining('a tap dropped 3 packets'),
  })
})

const lost: PathTrace = {
  ...ends,
  outcome: 'lost',
  forward: { ...there, lost: { place: 'gw0', lastSeen: 'gw0:eth1' } },
  errors: [{ from: '10.1.0.1', tap: 'gw0:eth1', text: 'host unreachable' }],
}
const unreachable = { expected: 'unreachable', traffic: tcp, causes: [] } as const

test('who should be unreachable and is refused or lost passes, and it says which', () => {
  expect(judgeReach(answered(true), unreachable)).toMatchObject({
    outcome: 'pass',
    actual: 'refused',
    summary: expect.stringContaining('is refused by 10.98.2.1'),
  })
  expect(judgeReach(lost, unreachable)).toMatchObject({
    outcome: 'pass',
    actual: 'lost',
    summary: 'pod/a → pod/b: tcp port 80 is not answered, lost on the way there, in gw0: seen last at gw0:eth1',
    message: expect.stringContaining('\n  10.1.0.1 says host unreachable (seen at gw0:eth1)'),
  })
})

test('who should be unreachable and answers fails', () => {
  expect(judgeReach(answered(false), unreachable)).toMatchObject({
    outcome: 'fail',
    expected: 'unreachable',
    actual: 'answered',
    message: 'pod/a → pod/b: tcp port 80 is answered, expected unreachable',
  })
})

test('a packet that was never sent shows nobody unreachable', () => {
  const errors = [{ from: 'pod/a', text: 'ping: connect: Network is unreachable' }]
  const unsent: PathTrace = { ...lost, forward: { ...there, hops: [], lost: { place: 'pod/a' } }, errors }
  expect(judgeReach(unsent, unreachable)).toMatchObject({
    outcome: 'inconclusive',
    summary: expect.stringContaining('it was not sent: pod/a says ping: connect: Network is unreachable'),
  })
  expect(judgeReach(unsent, { ...unreachable, expected: 'answered' })).toMatchObject({
    outcome: 'fail',
    actual: 'lost',
  })
})

test('a datagram that was delivered to somebody silent shows nobody unreachable', () => {
  const silent: PathTrace = {
    ...ends,
    outcome: 'lost',
    forward: there,
    reverse: { direction: 'reverse', hops: [], lost: { place: 'pod/b' } },
  }
  const udp = { ...unreachable, traffic: { protocol: 'udp', port: 53 } } as const
  expect(judgeReach(silent, udp)).toMatchObject({
    outcome: 'inconclusive',
    summary: 'pod/a → pod/b: udp port 53: inconclusive: delivered to pod/b, which said nothing',
  })
  expect(judgeReach(silent, { ...udp, expected: 'answered' })).toMatchObject({ outcome: 'fail', actual: 'lost' })
  expect(judgeReach(silent, unreachable).outcome).toBe('pass')
  const lostOnTheWayBack: PathTrace = {
    ...silent,
    reverse: { direction: 'reverse', hops: [hop('gw0:eth1')], lost: { place: 'gw0' } },
  }
  expect(judgeReach(lostOnTheWayBack, udp).outcome).toBe('pass')
  expect(judgeReach(lost, udp).outcome).toBe('pass')
})
