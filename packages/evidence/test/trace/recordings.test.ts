import { conversations, decode, field } from '@underlay/packet'
import { findPath, formatLadder, formatMatrix, judgeMatrix, type MatrixEnd } from '@underlay/evidence'
import { expect, it } from 'vitest'
import { recorded } from '../build/captures.ts'

// A real Calico, recorded by somebody's tcpdump: no lab, no mark, no topology.
const [here, sameRack, otherRack] = ['10.98.81.4', '10.98.85.129', '10.98.193.193']
const cross = recorded({
  'control-plane:vxlan.calico': 'cross.control-plane.tunnel.pcap',
  'control-plane:net0': 'cross.control-plane.net0.pcap',
  'gw0:eth1': 'cross.gw0.eth1.pcap',
  'gw0:eth2': 'cross.gw0.eth2.pcap',
})
const same = recorded({
  'control-plane:net0': 'same.control-plane.net0.pcap',
  'control-plane:vxlan.calico': 'same.control-plane.tunnel.pcap',
  'gw0:eth1': 'same.gw0.eth1.pcap',
})
const taps = cross.interfaces.map(({ tap }) => tap)
const end = (node: string, address: string): MatrixEnd => ({ name: node, node, address, taps: [`${node}:net0`] })
const tapsOf = (way: ReturnType<typeof findPath>['reverse']) => way?.hops.map(({ tap }) => tap)

it('a path between racks is followed through the taps in their order, and back', () => {
  const trace = findPath(cross, { from: here, to: otherRack, taps })
  expect([trace.outcome, tapsOf(trace.forward), tapsOf(trace.reverse)]).toEqual(['answered', taps, taps.toReversed()])
  expect(formatLadder(trace).split('\n').slice(4)).toEqual([
    '       ├─────────────▶│        vxlan 10.1.5.10 → 10.1.8.10 ttl 64',
    '       │              │        10.98.81.4 → 10.98.193.193 ttl 63',
    '       │              │        icmp echo reply',
    '       │◀─────────────┤        vxlan 10.1.8.10 → 10.1.5.10 ttl 63',
    '       │              │        10.98.193.193 → 10.98.81.4 ttl 63',
  ])
})

it('of several flows one is followed by its port', () => {
  const ports = cross.packets.flatMap((packet) => field(decode(packet, cross), 'tcp.srcport') ?? [])
  const sourcePort = Number(ports[0])
  const trace = findPath(cross, { from: here, to: otherRack, taps, sourcePort })
  expect([trace.outcome, tapsOf(trace.forward)]).toEqual(['answered', taps])
  expect(field(trace.forward.hops[0]?.layers ?? [], 'tcp.flags.syn')).toBe(true)
})

it('inside a rack tunnel and gateway see nothing, which is no loss', () => {
  const trace = findPath(same, { from: here, to: sameRack, taps: ['control-plane:net0'] })
  expect([trace.outcome, tapsOf(trace.forward)]).toEqual(['answered', ['control-plane:net0']])
  const unseen = findPath(same, { from: here, to: sameRack, taps: ['control-plane:vxlan.calico', 'gw0:eth1'] })
  expect(unseen.outcome).toBe('inconclusive')
})

it('a matrix is judged, against whatever is expected of somebody else’s cluster', () => {
  const ends = [end('control-plane', here), end('worker2', otherRack)]
  const of = (encapsulation: 'vxlan' | 'ipip') =>
    judgeMatrix(cross, { ends, expected: () => ({ encapsulation, reason: 'the racks differ' }) })
  expect(formatMatrix(of('vxlan')).split('\n').at(-1)).toBe(
    '2 ends  2 of 2 directions as predicted  vxlan 2  1 sent and never seen at the other node',
  )
  expect(of('ipip')).toMatchObject({
    outcome: 'fail',
    expected: expect.stringContaining('control-plane → worker2: ipip'),
  })
})

it('conversations are those inside of the tunnel, or the tunnel itself', () => {
  const inside = conversations(cross).map(({ protocol, from, to }) => `${protocol} ${from.address} ${to.address}`)
  expect(new Set(inside)).toEqual(new Set([`icmp ${here} ${otherRack}`, `tcp ${here} ${otherRack}`]))
  const outside = conversations(cross, { by: 'outer' }).map(({ from, to }) => `${from.address} ${to.address}`)
  expect(outside).toContain('10.1.5.10 10.1.8.10')
})
