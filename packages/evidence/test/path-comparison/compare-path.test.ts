import { expect, it } from 'vitest'
import {
  comparePath,
  findPath,
  type KernelRoute,
  type PathHeader,
  type PathPrediction,
  type PredictedHop,
  type PredictedWay,
} from '@underlay/evidence'
import { captured, type Seen } from '../build/captures.ts'
import { pods } from '../build/packets.ts'
import { mark, replyAt, requestAt, seenAt, topology, way } from '../build/path.ts'

// The first five taps of the way are enough: pod/a, node1, and br1, where the packet ends.
const taps = way.slice(0, 5)

function header(name: PathHeader['name'], fields: PathHeader['fields'] = {}): PathHeader {
  return { name, fields }
}

function plain(src: string, dst: string, ttl: number): readonly PathHeader[] {
  return [header('eth'), header('ip', { 'ip.src': src, 'ip.dst': dst, 'ip.ttl': ttl }), header('icmp')]
}

const inTunnel = [
  header('eth', { 'eth.dst': '02:00:00:00:00:06' }),
  header('ip', { 'ip.src': '10.1.5.10', 'ip.dst': '10.1.8.10', 'ip.ttl': 64 }),
  header('udp', { 'udp.dstport': 4789 }),
  header('vxlan', { 'vxlan.vni': 4096 }),
  ...plain(pods.here, pods.otherRack, 63),
]
const packets = [
  plain(pods.here, pods.otherRack, 64),
  plain(pods.here, pods.otherRack, 64),
  plain(pods.here, pods.otherRack, 63),
  inTunnel,
  inTunnel,
]
const question = { destination: pods.otherRack, source: pods.here, inputDevice: 'cali1' }
const decision = 'CrossSubnet: 10.1.8.10 is outside of 10.1.5.10/24, so vxlan'

function hop(tap: string, index: number): PredictedHop {
  const [place = '', device = ''] = tap.split(':')
  const motion = ['out', 'in', 'out', 'out', 'in'][index] === 'in' ? 'in' : 'out'
  const route = { device: 'vxlan.calico', nextHop: '10.98.193.192', question }
  const chosen = tap === 'node1:vxlan.calico' && {
    route,
    decisions: [{ kind: 'encapsulation', text: decision } as const],
  }
  const sizes = { mtuBytes: 1500, mtuLeftBytes: 0 }
  return { tap, place, device, motion, headers: packets[index] ?? [], ...sizes, decisions: [], ...chosen }
}

function oneWay(direction: PredictedWay['direction'], hops: readonly PredictedHop[]): PredictedWay {
  return { direction, hops, encapsulation: 'vxlan', reason: decision, largestPacketBytes: 1450, oneByteMore: 'refused' }
}

const back = ['br1:port1', 'node1:net0'].map((tap): PredictedHop => ({ ...hop(tap, 4), headers: [header('eth')] }))
const prediction: PathPrediction = {
  from: 'pod/a',
  to: 'br1',
  traffic: { protocol: 'icmp' },
  notes: [],
  paths: [{ endpoint: pods.otherRack, forward: oneWay('forward', taps.map(hop)), reverse: oneWay('reverse', back) }],
}
const kernel: readonly KernelRoute[] = [
  { place: 'node1', question, answer: { device: 'vxlan.calico', nextHop: '10.98.193.192' } },
]
const query = { from: 'pod/a', to: 'br1', mark, topology, sent: true }

function compare(seen: readonly Seen[], routes = kernel, predicted = prediction) {
  return comparePath(predicted, routes, findPath(captured(...seen), query), { taps })
}

it('passes where all three agree', () => {
  const shorter = {
    ...prediction,
    paths: prediction.paths.map((path) => ({
      ...path,
      reverse: { ...oneWay('reverse', []), lost: { at: 'br1', reason: 'nobody answers' } },
    })),
  }
  const { outcome, summary, rows } = compare(seenAt(taps), kernel, shorter)
  expect(outcome).toBe('pass')
  expect(summary).toBe(
    'pod/a → br1  vxlan there, vxlan back  5 predicted hops, 1 routes, 5 sightings agree, lost as predicted',
  )
  expect(rows[2]).toEqual({
    way: 'there',
    tap: 'node1:vxlan.calico',
    predicted: `${pods.here} → ${pods.otherRack} ttl 63`,
    kernel: 'dev vxlan.calico via 10.98.193.192',
    wire: `${pods.here} → ${pods.otherRack} ttl 63`,
    agrees: '✓',
  })
})

it('fails when an answer was predicted and none came, though every hop agrees', () => {
  const paths = prediction.paths.map((path) => ({ ...path, reverse: oneWay('reverse', []) }))
  const { outcome, message } = compare(seenAt(taps), kernel, { ...prediction, paths })
  expect(outcome).toBe('fail')
  expect(message).toContain('predicted is an answer')
})

it('is inconclusive when the packet is lost beyond the taps', () => {
  const [path] = prediction.paths
  const found = findPath(captured(...seenAt(taps.slice(0, 4))), query)
  const forward = { ...found.forward, lost: { place: 'node1', isBeyond: true } } as const
  const paths = [
    {
      endpoint: path?.endpoint ?? '',
      forward: oneWay('forward', taps.slice(0, 4).map(hop)),
      reverse: oneWay('reverse', []),
    },
  ]
  const { reverse: _, ...trace } = found
  expect(comparePath({ ...prediction, paths }, kernel, { ...trace, forward }, { taps }).outcome).toBe('inconclusive')
})

it.each([
  ['ping: connect: Network is unreachable', 'pass'],
  ['sh: ping: not found', 'inconclusive'],
])('of a packet that its sender did not send, "%s" is a %s', (text, outcome) => {
  const forward = { ...oneWay('forward', []), lost: { at: 'pod/a', reason: 'no route' } }
  const paths = [{ endpoint: pods.otherRack, forward, reverse: oneWay('reverse', []) }]
  const trace = {
    ...findPath(captured(...seenAt([])), query),
    outcome: 'lost',
    errors: [{ from: 'pod/a', text }],
  } as const
  expect(comparePath({ ...prediction, paths }, [], trace, { taps }).outcome).toBe(outcome)
})

it('holds nothing against places that no document describes', () => {
  const hops = taps.slice(0, 4).map(hop)
  const paths = [{ endpoint: pods.otherRack, forward: oneWay('forward', hops), reverse: oneWay('reverse', []) }]
  expect(compare(seenAt(taps), kernel, { ...prediction, paths }).disagreement).toMatchObject({
    layer: 'prediction',
    expected: 'ends at node1:net0',
  })
  expect(compare(seenAt(taps), kernel, { ...prediction, paths, undescribed: ['br1'] }).outcome).toBe('inconclusive')
})

it('names the route before what it does on the wire', () => {
  const routes = [{ place: 'node1', question, answer: { device: 'net0', nextHop: '10.1.5.1' } }]
  const direct = ['pod/a:eth0', 'node1:cali1'].map((tap) => ({ tap, frames: [requestAt(tap)] }))
  const seen = [...direct, { tap: 'node1:net0', frames: [requestAt('node1:vxlan.calico')] }]
  const { outcome, disagreement, message } = compare(seen, routes)
  expect(outcome).toBe('fail')
  expect(disagreement).toMatchObject({ layer: 'route', direction: 'forward', tap: 'node1:vxlan.calico' })
  expect(message.split('\n').slice(0, 6)).toEqual([
    "pod/a → br1: the kernel's route disagrees at node1:vxlan.calico, on the way there",
    '  expected  dev vxlan.calico via 10.98.193.192',
    '  actual    dev net0 via 10.1.5.1',
    `  ${decision}`,
    `  asked: ip route get ${pods.otherRack} from ${pods.here} iif cali1, at node1`,
    `  on the wire: seen at node1:net0: ${pods.here} → ${pods.otherRack} ttl 63`,
  ])
})

it('names a route that the kernel does not have', () => {
  const routes = [{ place: 'node1', question, answer: { error: 'RTNETLINK answers: Invalid argument' } }]
  expect(compare(seenAt(taps), routes).disagreement).toMatchObject({
    layer: 'route',
    actual: 'RTNETLINK answers: Invalid argument',
  })
})

it('names the header that differs', () => {
  const other = { ...prediction, paths: prediction.paths.map((path) => ({ ...path, forward: deeper(path.forward) })) }
  expect(compare(seenAt(taps), kernel, other).disagreement).toMatchObject({
    layer: 'packet',
    tap: 'node1:net0',
    expected: 'ip.ttl#2 60',
    actual: 'ip.ttl#2 63',
  })
})

function deeper(forward: PredictedWay): PredictedWay {
  const hops = forward.hops.map((each) =>
    each.tap === 'node1:net0'
      ? { ...each, headers: [...inTunnel.slice(0, 4), ...plain(pods.here, pods.otherRack, 60)] }
      : each,
  )
  return { ...forward, hops }
}

it('names other headers than the predicted ones', () => {
  const seen = seenAt(taps.slice(0, 3)).concat({ tap: 'node1:net0', frames: [requestAt('node1:vxlan.calico')] })
  expect(compare(seen).disagreement).toMatchObject({
    layer: 'packet',
    tap: 'node1:net0',
    expected: 'headers eth:ip:udp:vxlan:eth:ip:icmp',
    actual: 'headers eth:ip:icmp',
  })
})

it('names where a packet was lost that should have gone on, and the causes', () => {
  const trace = findPath(captured(...seenAt(taps.slice(0, 2))), query)
  const { message, disagreement } = comparePath(prediction, kernel, trace, { taps, causes: ['node1: a rule drops it'] })
  expect(disagreement).toMatchObject({
    layer: 'packet',
    tap: 'node1:vxlan.calico',
    actual: 'lost in node1: last seen at node1:cali1',
  })
  expect(message).toContain('  cause: node1: a rule drops it')
})

it('names the prediction where the packet goes on behind its end', () => {
  const [path] = prediction.paths
  const cut = { ...oneWay('forward', taps.slice(0, 2).map(hop)), lost: { at: 'node1', reason: 'no route' } }
  const ended = { ...prediction, paths: path ? [{ ...path, forward: cut }] : [] }
  expect(compare(seenAt(taps), kernel, ended).disagreement).toMatchObject({
    layer: 'prediction',
    expected: 'lost at node1: no route',
    tap: 'node1:vxlan.calico',
  })
})

it('compares the way back, and what was not captured not at all', () => {
  const seen = [...seenAt(taps)].map(({ tap, frames }) => ({
    tap,
    frames: ['br1:port1', 'node1:net0'].includes(tap) ? [...frames, replyAt(tap)] : frames,
  }))
  const { rows, outcome } = comparePath(prediction, kernel, findPath(captured(...seen), { ...query, from: 'node1' }), {
    taps: taps.slice(0, 4),
  })
  expect(outcome).toBe('fail')
  expect(rows.map(({ wire }) => wire)[4]).toBe('not captured')
})

it('is inconclusive without evidence, and fails by a wrong route all the same', () => {
  const seen = [...seenAt(taps.slice(0, 2)), { tap: 'node1:net0', frames: [], dropped: 2 }]
  expect(compare(seen)).toMatchObject({ outcome: 'inconclusive', summary: expect.stringMatching(/dropped 2 packets/) })
  const routes = [{ place: 'node1', question, answer: { device: 'net0' } }]
  expect(compare(seen, routes)).toMatchObject({ outcome: 'fail', disagreement: { layer: 'route' } })
})

it('chooses the path whose endpoint the wire shows', () => {
  const [path] = prediction.paths
  const other = path && { ...path, endpoint: '10.98.7.7', forward: oneWay('forward', []) }
  const both = { ...prediction, paths: other && path ? [other, path] : [] }
  expect(compare(seenAt(taps), kernel, both).path.endpoint).toBe(pods.otherRack)
})
