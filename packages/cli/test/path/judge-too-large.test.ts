import type { PathPrediction, PathTrace, PredictedHop, PredictedWay, TracedHop, TracedWay } from '@underlay/sdk'
import { expect, test } from 'vitest'
import { isTooLarge, judgeTooLarge } from '../../src/path/judge-too-large.ts'

const hop = (tap: string, mtuLeftBytes: number): PredictedHop => {
  const [place = '', device = ''] = tap.split(':')
  return { tap, place, device, motion: 'out', headers: [], mtuBytes: 1400 + mtuLeftBytes, mtuLeftBytes, decisions: [] }
}
const way = (direction: 'forward' | 'reverse', hops: readonly PredictedHop[], largest: number): PredictedWay => ({
  direction,
  hops,
  encapsulation: 'none',
  reason: '',
  largestPacketBytes: largest,
  oneByteMore: 'gw0:eth2 has MTU 1400',
})

/** From a to b by gw0, whose eth2 is smaller than all others. */
const there = way('forward', [hop('a:net0', 100), hop('gw0:eth1', 100), hop('gw0:eth2', 0), hop('b:net0', 100)], 1400)
const back = way('reverse', [hop('b:net0', 0), hop('gw0:eth2', 0), hop('gw0:eth1', 0), hop('a:net0', 0)], 1500)
const prediction = (forward = there, reverse = back): PathPrediction => ({
  from: 'a',
  to: 'b',
  traffic: { protocol: 'icmp' },
  paths: [{ endpoint: '10.0.0.2', forward, reverse }],
  notes: [],
})

type Lost = TracedWay['lost']
interface Given {
  readonly hops?: number
  readonly lost?: Lost
  readonly errors?: PathTrace['errors']
  readonly causes?: readonly string[]
  readonly outcome?: PathTrace['outcome']
}

const inGateway = { place: 'gw0', lastSeen: 'gw0:eth1', next: 'gw0:eth2' }

function judge({ hops = 2, lost = inGateway, errors = [], causes = [], outcome = 'lost' }: Given, bytes = 1401) {
  const seen = Array.from({ length: hops }, () => ({}) as TracedHop)
  const forward = { direction: 'forward', hops: seen, lost } as const
  return judgeTooLarge({ from: 'a', to: 'b', outcome, forward, errors, causes }, prediction(), bytes)
}

const own = (text: string) => [{ from: 'a', text }]

test.for<[string, Given, string]>([
  [
    'a router says that it is too large',
    { errors: [{ from: 'gw0', tap: 'gw0:eth1', text: 'fragmentation needed, MTU 1400' }] },
    'pass',
  ],
  [
    'its sender does',
    { hops: 0, lost: { place: 'a' }, errors: own('ping: local error: message too long, mtu=1400') },
    'pass',
  ],
  ['IPv6 does', { errors: own('packet too big, MTU 1400') }, 'pass'],
  ['it is lost at the interface that is too small', {}, 'pass'],
  [
    'there, and the kernel says why',
    { causes: ['gw0: the packet has 1401 bytes, and the MTU of eth2 is 1400'] },
    'pass',
  ],
  ['there, where something else drops it', { causes: ['gw0: the nft rule "drop"'] }, 'inconclusive'],
  ['it is lost elsewhere', { hops: 1, lost: { place: 'sw1', lastSeen: 'sw1:p1', next: 'sw1:p2' } }, 'fail'],
  [
    'it has left the interface that is too small',
    { lost: { place: 'gw0', lastSeen: 'gw0:eth2', next: 'b:net0' } },
    'fail',
  ],
  ['it is lost beyond what is known', { lost: { place: 'sw1', lastSeen: 'sw1:p2', isBeyond: true } }, 'inconclusive'],
  [
    'its sender has no cable',
    { hops: 0, lost: { place: 'a' }, errors: own('ping: connect: Network is unreachable') },
    'fail',
  ],
  ['a router knows no way', { errors: own('host unreachable') }, 'fail'],
  ['nobody says why it was not sent', { hops: 0, lost: { place: 'a' } }, 'inconclusive'],
  ['it is answered', { outcome: 'answered' }, 'fail'],
  ['nothing is known', { outcome: 'inconclusive' }, 'inconclusive'],
])('%s: %o', ([, given, outcome]) => {
  expect(judge(given).outcome).toBe(outcome)
})

test('the first interface that is too small counts, and of the way on which it is lost', () => {
  // 1501 bytes do not even leave the sender.
  expect(judge({}, 1501)).toMatchObject({
    outcome: 'fail',
    message: expect.stringMatching(/^it is lost in gw0, and not at a:net0, which/),
  })
  const answer = { direction: 'reverse', hops: [], lost: { place: 'gw0', next: 'gw0:eth1' } } as const
  const forward = { direction: 'forward', hops: [{} as TracedHop] } as const
  const trace = { from: 'a', to: 'b', outcome: 'lost', forward, reverse: answer, causes: [] } as const
  expect(judgeTooLarge(trace, prediction(), 1401).outcome).toBe('fail')
})

test('the message says what was predicted, what was said, and why', () => {
  expect(judge({ errors: own('host unreachable'), causes: ['gw0: eth2 is down'] }).message.split('\n')).toEqual([
    'it is lost in gw0, and not for its size',
    '  predicted: 1401 bytes are too many, 1400 pass; one more: gw0:eth2 has MTU 1400',
    '  a says host unreachable',
    '  cause: gw0: eth2 is down',
  ])
})

test('what fits, and what is lost whatever its size, is not too large', () => {
  expect([1400, 1401].map((bytes) => isTooLarge(prediction(), bytes))).toEqual([false, true])
  const lost = { ...there, lost: { at: 'gw0', reason: 'no route' } }
  expect(isTooLarge(prediction(lost), 1401)).toBe(false)
})
