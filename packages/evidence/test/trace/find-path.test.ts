import { expect, it } from 'vitest'
import { findPath, type PathTrace } from '@underlay/evidence'
import { captured, type Seen } from '../build/captures.ts'
import { concat, frame, ip, pods, timeExceeded } from '../build/packets.ts'
import { mark, marked, replyAt, requestAt, seenAt, topology, tunnelled, way } from '../build/path.ts'

const query = { from: 'pod/a', to: 'pod/b', mark, topology, sent: true }

function trace(seen: readonly Seen[], more: Partial<Parameters<typeof findPath>[1]> = {}): PathTrace {
  return findPath(captured(...seen), { ...query, ...more })
}

const tapsOf = (hops: PathTrace['forward']['hops'] | undefined) => hops?.map(({ tap }) => tap)

const segment = (from: number, to: number, seq: number, ack: number, data: Uint8Array) =>
  concat([from >> 8, from & 255, to >> 8, to & 255, 0, 0, 0, seq, 0, 0, 0, ack, 0x50, 0x18, 1, 0, 0, 0, 0, 0], data)

const datagram = (from: number, to: number) => concat([from >> 8, from & 255, to >> 8, to & 255, 0, 24, 0, 0], mark)

const circling = (ttl: number, src: number, dst: number) =>
  frame(ip(1, { src: pods.here, dst: '10.98.1.1', ttl }, marked(true)), src, dst)

const sameAt = (taps: readonly string[], ttl: number, hop: number): Seen[] =>
  taps.map((tap) => ({ tap, frames: [circling(ttl, hop, hop + 1)] }))

const plain = (ttl: number) => ip(1, { src: '10.98.1.0', dst: pods.otherRack, ttl, id: 7 }, marked(true))

const request = (src: string, dst: string, ttl: number, id: number) =>
  frame(ip(1, { src, dst, ttl }, marked(true, 1, id)))

const reply = (src: string, dst: string, ttl: number, id: number) =>
  frame(ip(1, { src, dst, ttl, id: 9 }, marked(false, 1, id)))

it('orders taps by the topology, whatever the time says', () => {
  const scrambled = way.toSorted((a, b) => a.localeCompare(b))
  const { outcome, forward, reverse } = trace(seenAt(scrambled, scrambled))
  expect(outcome).toBe('answered')
  expect(tapsOf(forward.hops)).toEqual(way)
  expect(tapsOf(reverse?.hops)).toEqual(way.toReversed())
})

it('orders a packet that leaves a tunnel, whose instants are equal', () => {
  const capture = captured(...seenAt(way.toReversed()))
  const packets = capture.packets.map((packet) => ({ ...packet, timestampNs: 5n }))
  expect(tapsOf(findPath({ ...capture, packets }, query).forward.hops)).toEqual(way)
})

it('says which way a packet goes at each tap', () => {
  const { forward } = trace(seenAt(way))
  expect(forward.hops.map(({ motion }) => motion).join(' ')).toBe('out in out out in out in out in out in in out in')
})

it('says what changed from hop to hop', () => {
  const { forward } = trace(seenAt(way))
  const changes = (tap: string) => forward.hops.find((hop) => hop.tap === tap)?.changes
  expect(changes('node1:cali1')).toEqual([])
  expect(changes('node1:vxlan.calico')).toContainEqual({ field: 'ip.ttl', before: '64', after: '63' })
  expect(changes('node1:net0')).toEqual([{ field: 'header', before: '', after: 'vxlan' }])
  expect(changes('gw0:eth2')).toEqual([
    { field: 'eth.dst', before: '02:00:00:00:00:06', after: '02:00:00:00:00:08' },
    { field: 'eth.src', before: '02:00:00:00:00:05', after: '02:00:00:00:00:07' },
    { field: 'ip.ttl', before: '64', after: '63' },
  ])
  expect(changes('node2:vxlan.calico')).toEqual([{ field: 'header', before: 'vxlan', after: '' }])
})

it('goes on where taps are missing', () => {
  const some = ['pod/a:eth0', 'node1:net0', 'gw0:eth2', 'node2:cali2', 'pod/b:eth0']
  expect(tapsOf(trace(seenAt(some)).forward.hops)).toEqual(some)
})

it('counts what a tap shows twice once', () => {
  const twice = seenAt(way).map(({ tap, frames }) => ({ tap, frames: [...frames, ...frames] }))
  expect(tapsOf(trace(twice).forward.hops)).toEqual(way)
})

it('takes no retransmission for the packet, where ids differ', () => {
  const seen = seenAt(way.slice(0, 7))
  const again = way.map((tap) => ({ tap, frames: [requestAt(tap, marked(true), 1, 8)] }))
  const capture = captured(
    ...way.map((tap) => ({
      tap,
      frames: [...seen, ...again].filter((each) => each.tap === tap).flatMap(({ frames }) => frames),
    })),
  )
  expect(findPath(capture, query).forward.lost).toEqual({ lastSeen: 'gw0:eth1', place: 'gw0' })
})

it('leaves out copies that a bridge floods', () => {
  const { forward, outcome } = trace(seenAt([...way, 'br1:port3', 'node3:net0'], way))
  expect(outcome).toBe('answered')
  expect(tapsOf(forward.hops)).toEqual(way)
  expect(forward.aside).toEqual(['br1:port3', 'node3:net0'])
})

it('leaves out what a tap at a bridge shows of its ports’ frames, and not what comes in by it', () => {
  const ports = {
    ...topology,
    stacks: [
      ['node1:cni0', 'node1:cali1'],
      ['node1:cni0', 'node1:cali9'],
    ],
  } as const
  const bridged = ['pod/a:eth0', 'node1:cali1', 'node1:cni0', 'node1:cali9'].map((tap) => {
    return { tap, frames: [requestAt('pod/a:eth0')] }
  })
  const { forward } = trace(bridged, { to: 'node1', topology: ports })
  expect(tapsOf(forward.hops)).toEqual(['pod/a:eth0', 'node1:cali1', 'node1:cali9'])
  expect(forward.aside).toEqual(['node1:cni0'])
  const routed = [...bridged.slice(0, 3), { tap: 'node1:net0', frames: [requestAt('node1:vxlan.calico')] }]
  expect(tapsOf(trace(routed, { to: 'node1', topology: ports }).forward.hops)).toEqual(routed.map(({ tap }) => tap))
})

it('keeps a bridge that takes a flooded frame in, or sends one out', () => {
  const ports = {
    cables: [
      ['pod/a:eth0', 'node1:cali1'],
      ['node1:cali9', 'pod/c:eth0'],
      ['node1:net0', 'node2:net0'],
      ['node2:cali8', 'pod/d:eth0'],
      ['node2:cali2', 'pod/b:eth0'],
    ],
    stacks: [
      ['node1:cni0', 'node1:cali1'],
      ['node1:cni0', 'node1:cali9'],
      ['node2:cni0', 'node2:cali8'],
      ['node2:cni0', 'node2:cali2'],
    ],
    switches: [],
  } as const
  const { forward } = trace(
    [
      ...sameAt(['pod/a:eth0', 'node1:cali1', 'node1:cali9', 'pod/c:eth0', 'node1:cni0'], 64, 1),
      ...sameAt(['node1:net0', 'node2:net0'], 63, 3),
      ...sameAt(['node2:cali8', 'pod/d:eth0', 'node2:cni0', 'node2:cali2', 'pod/b:eth0'], 62, 5),
    ],
    { topology: ports },
  )
  expect(tapsOf(forward.hops)?.join(' ')).toBe(
    'pod/a:eth0 node1:cali1 node1:cni0 node1:net0 node2:net0 node2:cni0 node2:cali2 pod/b:eth0',
  )
  expect(forward.hops.map(({ motion }) => motion).join(' ')).toBe('out in in out in out out in')
  expect(forward.aside?.toSorted()).toEqual(['node1:cali9', 'node2:cali8', 'pod/c:eth0', 'pod/d:eth0'])
})

it('leaves them out where the packet was lost behind the bridge, too', () => {
  const { forward } = trace(seenAt([...way.slice(0, 7), 'br1:port3', 'node3:net0']))
  expect(tapsOf(forward.hops)).toEqual(way.slice(0, 7))
  expect(forward.lost).toEqual({ lastSeen: 'gw0:eth1', place: 'gw0' })
})

it('says where a packet was lost, and the tap that should have seen it', () => {
  const expected = { forward: way, reverse: way.toReversed() }
  const { outcome, forward, reverse } = trace(seenAt(way.slice(0, 7)), { expected })
  expect(outcome).toBe('lost')
  expect(forward.lost).toEqual({ lastSeen: 'gw0:eth1', next: 'gw0:eth2', place: 'gw0' })
  expect(reverse).toBeUndefined()
})

it('says that a packet left a place, where nobody knows what comes behind it', () => {
  const cables = topology.cables.slice(0, 1)
  const { forward } = trace(seenAt(way.slice(0, 4)), { topology: { ...topology, cables } })
  expect(forward.lost).toEqual({ lastSeen: 'node1:net0', place: 'node1', isBeyond: true })
  const inside = trace(seenAt(way.slice(0, 3)), { topology: { ...topology, cables } })
  expect(inside.forward.lost).toEqual({ lastSeen: 'node1:vxlan.calico', place: 'node1' })
})

it('says where an answer was lost', () => {
  const { outcome, forward, reverse } = trace(seenAt(way, way.slice(10)))
  expect(outcome).toBe('lost')
  expect(forward.lost).toBeUndefined()
  expect(reverse?.lost).toEqual({ lastSeen: 'node2:net0', next: 'br2:port1', place: 'node2' })
})

it('says that nobody answered', () => {
  const { outcome, reverse } = trace(seenAt(way))
  expect(outcome).toBe('lost')
  expect(reverse).toEqual({ direction: 'reverse', hops: [], lost: { place: 'pod/b' } })
})

it('takes what an ICMP error quotes for no packet, and tells of the error', () => {
  const quoted = ip(1, { src: pods.here, dst: pods.otherRack, ttl: 1 }, marked(true))
  const error = ip(1, { src: '10.1.5.1', dst: pods.here }, timeExceeded(quoted))
  const seen = seenAt(way.slice(0, 7)).map(({ tap, frames }) =>
    tap === 'node1:cali1' || tap === 'pod/a:eth0' ? { tap, frames: [...frames, frame(error)] } : { tap, frames },
  )
  const { forward, reverse, errors, outcome } = trace(seen)
  expect(outcome).toBe('lost')
  expect(tapsOf(forward.hops)).toEqual(way.slice(0, 7))
  expect(reverse).toBeUndefined()
  expect(errors).toEqual([{ from: '10.1.5.1', tap: 'pod/a:eth0', text: 'time exceeded' }])
})

it('is inconclusive where a tap that did not see the packet dropped some', () => {
  const seen: Seen[] = [...seenAt(way.slice(0, 7)), { tap: 'gw0:eth2', frames: [], dropped: 3 }]
  expect(trace(seen)).toMatchObject({
    outcome: 'inconclusive',
    inconclusive: 'gw0:eth2 dropped 3 packets: what they were is not known; capture again',
  })
})

it('is inconclusive where its sender heard an answer that no tap saw', () => {
  const seen = seenAt(way.slice(0, 4))
  expect(trace(seen).outcome).toBe('lost')
  expect(trace(seen, { heard: true })).toMatchObject({
    outcome: 'inconclusive',
    inconclusive: 'its sender heard an answer that the taps do not show: capture at more taps',
  })
  expect(trace(seenAt(way, way.toReversed()), { heard: true }).outcome).toBe('answered')
})

it('is inconclusive where nothing was seen and nobody knows that it was sent', () => {
  const seen = [{ tap: 'pod/a:eth0', frames: [] }]
  expect(trace(seen, { sent: false }).inconclusive).toMatch(/^no tap saw a packet with the mark/)
  expect(trace(seen, { sent: true })).toMatchObject({ outcome: 'lost', forward: { lost: { place: 'pod/a' } } })
})

it('follows a packet through NAT by its mark', () => {
  const [service, node] = ['10.96.0.10', '10.1.5.10']
  const seen: Seen[] = [
    { tap: 'pod/a:eth0', frames: [request(pods.here, service, 64, 42), reply(service, pods.here, 63, 42)] },
    { tap: 'node1:cali1', frames: [request(pods.here, service, 64, 42), reply(service, pods.here, 63, 42)] },
    { tap: 'node1:net0', frames: [request(node, pods.sameRack, 63, 77), reply(pods.sameRack, node, 64, 77)] },
    { tap: 'br1:port1', frames: [request(node, pods.sameRack, 63, 77), reply(pods.sameRack, node, 64, 77)] },
  ]
  const { outcome, forward } = trace(seen, { to: 'br1' })
  expect(outcome).toBe('answered')
  expect(tapsOf(forward.hops)).toEqual(seen.map(({ tap }) => tap))
  const changes = forward.hops[2]?.changes.map(({ field }) => field)
  expect(changes).toEqual(expect.arrayContaining(['ip.src', 'ip.dst', 'ip.ttl', 'icmp.ident']))
})

it('follows a TCP segment, and what acknowledges it', () => {
  const taps = way
  const seen = taps.map((tap) => ({
    tap,
    frames: [
      requestAt(tap, segment(4000, 80, 10, 1, mark), 6, 20),
      replyAt(tap, segment(80, 4000, 1, 5, new Uint8Array()), 6, 30),
      replyAt(tap, segment(80, 4000, 1, 26, new Uint8Array()), 6, 31),
    ],
  }))
  const { outcome, reverse } = trace(seen)
  expect(outcome).toBe('answered')
  expect(tapsOf(reverse?.hops)).toEqual(way.toReversed())
  expect(reverse?.hops[0]?.layers.find(({ name }) => name === 'ip')?.fields).toMatchObject({ 'ip.id': 31 })
})

it('tells an echo server’s answer from the datagram that it repeats', () => {
  const seen = way.map((tap) => ({
    tap,
    frames: [requestAt(tap, datagram(4000, 7), 17, 0), replyAt(tap, datagram(7, 4000), 17, 0)],
  }))
  const { outcome, forward, reverse } = trace(seen)
  expect([outcome, tapsOf(forward.hops), tapsOf(reverse?.hops)]).toEqual(['answered', way, way.toReversed()])
})

it('reads a capture of others: taps in their order, the packet by its addresses', () => {
  const taps = ['a', 'b', 'c']
  const frames = [64, 63, 62].map((ttl) => frame(ip(1, { src: pods.here, dst: pods.otherRack, ttl }, marked(true))))
  const seen = taps.toReversed().map((tap) => ({ tap, frames: [frames[taps.indexOf(tap)] ?? new Uint8Array()] }))
  const found = findPath(captured(...seen), { from: pods.here, to: pods.otherRack, taps })
  expect(tapsOf(found.forward.hops)).toEqual(taps)
  expect(found.outcome).toBe('lost')
})

it('follows a packet that goes in circles until its time is over', () => {
  const seen: Seen[] = [
    { tap: 'node1:net0', frames: [circling(4, 1, 2), circling(3, 2, 1), circling(2, 1, 2), circling(1, 2, 1)] },
    { tap: 'gw0:eth1', frames: [circling(4, 1, 2), circling(3, 2, 1), circling(2, 1, 2), circling(1, 2, 1)] },
  ]
  const joined = { cables: [['node1:net0', 'gw0:eth1']], stacks: [], switches: [] } as const
  const { forward } = trace(seen, { from: 'node1', to: 'pod/b', topology: joined })
  expect(forward.hops.map(({ tap, motion }) => `${tap} ${motion}`)).toEqual([
    'node1:net0 out',
    'gw0:eth1 in',
    'gw0:eth1 out',
    'node1:net0 in',
    'node1:net0 out',
    'gw0:eth1 in',
    'gw0:eth1 out',
    'node1:net0 in',
  ])
})

it.each([
  ['its own', 1, 0, 'answered'],
  ['of another echo', 2, 0, 'lost'],
  ['that came before it', 1, 5, 'lost'],
])('takes a rejection by the receiver as the answer when it is %s', (_, seq, before, outcome) => {
  const ends = { src: pods.here, dst: pods.otherRack }
  const quoted = ip(1, ends, marked(true, seq))
  const error = frame(ip(1, { src: pods.otherRack, dst: pods.here }, timeExceeded(quoted)))
  const capture = captured({ tap: 'pod/a:eth0', frames: [frame(ip(1, ends, marked(true, 1))), error] })
  const packets = capture.packets.map((packet, index) => ({
    ...packet,
    timestampNs: BigInt(10 + index * (1 - before)),
  }))
  const found = findPath({ ...capture, packets }, query)
  expect(found.outcome).toBe(outcome)
})

it('follows no ICMP error, though it quotes the mark and no other packet has it', () => {
  const quoted = ip(1, { src: pods.here, dst: pods.otherRack, ttl: 1 }, marked(true))
  const error = frame(ip(1, { src: '10.1.5.1', dst: pods.here }, timeExceeded(quoted)))
  const { outcome, forward } = trace([{ tap: 'pod/a:eth0', frames: [error] }], { sent: false })
  expect([outcome, forward.hops]).toEqual(['inconclusive', []])
})

it('finds a node’s own packet in its tunnel first and out of it then, where nobody knows the cables', () => {
  const seen: Seen[] = [
    { tap: 'node1:vxlan.calico', frames: [frame(plain(64), 3, 4)] },
    { tap: 'node1:net0', frames: [tunnelled(plain(64), 64, [5, 6])] },
    { tap: 'node2:vxlan.calico', frames: [frame(plain(64), 3, 4)] },
    { tap: 'node2:net0', frames: [tunnelled(plain(64), 63, [7, 8])] },
    { tap: 'node2:cali2', frames: [frame(plain(63), 9, 10)] },
  ]
  const joined = { cables: [], stacks: topology.stacks, switches: [] }
  const { forward } = trace(seen, { from: 'node1', to: 'pod/b', topology: joined })
  expect(forward.aside).toBeUndefined()
  expect(tapsOf(forward.hops)).toEqual([
    'node1:vxlan.calico',
    'node1:net0',
    'node2:net0',
    'node2:vxlan.calico',
    'node2:cali2',
  ])
})
