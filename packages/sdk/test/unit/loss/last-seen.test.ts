import { decode, encode } from '@underlay/packet'
import type { TracedHop, TracedWay } from '@underlay/evidence'
import { expect, test } from 'vitest'
import { lastSeen } from '../../../src/loss/explain-trace.ts'
import { lostPacket } from '../../../src/loss/lost-packet.ts'

const frame = { name: 'eth', fields: { 'eth.src': '02:00:00:00:00:10', 'eth.dst': '02:00:00:00:00:01' } } as const
const inner = [
  { name: 'ip', fields: { 'ip.src': '10.98.1.1', 'ip.dst': '10.98.2.1' } },
  { name: 'tcp', fields: { 'tcp.srcport': 40000, 'tcp.dstport': 80 } },
] as const
const outer = { name: 'ip', fields: { 'ip.src': '10.1.0.10', 'ip.dst': '10.1.1.10' } } as const
const layers = decode(encode([frame, outer, ...inner]))

const flow = { from: '10.98.1.1', to: '10.98.2.1', protocol: 'tcp', port: 80 }
const tunnel = { outer: { from: '10.1.0.10', to: '10.1.1.10', encapsulation: 'ipip' } }

type Seen = readonly [tap: string, motion: 'in' | 'out', form?: 'plain']

function way(hops: readonly Seen[], lost: TracedWay['lost']): TracedWay {
  const traced = hops.map(([tap, motion, form]) => {
    const [place = '', device = ''] = tap.split(':')
    const seen = form === 'plain' ? decode(encode([frame, ...inner])) : layers
    return { tap, place, device, motion, layers: seen } as unknown as TracedHop
  })
  return { direction: 'forward', hops: traced, ...(lost !== undefined && { lost }) }
}

test('what the layers say', () => {
  expect(lostPacket(layers, 'eth1')).toEqual({
    ...flow,
    ...tunnel,
    device: 'eth1',
    sizeBytes: 60,
    frameTo: '02:00:00:00:00:01',
  })
  const ipv6 = { name: 'ipv6', fields: { 'ipv6.src': 'fd00::1', 'ipv6.dst': 'fd00::2' } } as const
  const udp = { name: 'udp', fields: { 'udp.srcport': 1, 'udp.dstport': 53 } } as const
  expect(lostPacket(decode(encode([ipv6, udp])))).toEqual({
    from: 'fd00::1',
    to: 'fd00::2',
    protocol: 'udp',
    port: 53,
    sizeBytes: 48,
  })
})

test('lost where it came in: the device, and whom the frame was for', () => {
  const seen = lastSeen(
    way(
      [
        ['worker:net0', 'out'],
        ['gw0:eth1', 'in'],
      ],
      { place: 'gw0', lastSeen: 'gw0:eth1' },
    ),
  )
  expect(seen).toMatchObject({ device: 'eth1', frameTo: '02:00:00:00:00:01' })
})

test('lost on its way out: the frame is for the next one', () => {
  const hops = [
    ['worker:cali1', 'in'],
    ['worker:vxlan.calico', 'out'],
  ] as const
  const seen = lastSeen(way(hops, { place: 'worker', lastSeen: 'worker:vxlan.calico' }))
  expect(seen).toMatchObject({ device: 'cali1' })
  expect(seen).not.toHaveProperty('frameTo')
})

test('lost behind the node that wraps it: the tunnel’s packet came in by no device', () => {
  const hops = [
    ['worker:cali1', 'in', 'plain'],
    ['worker:net0', 'out'],
  ] as const
  const seen = lastSeen(way(hops, { place: 'worker', lastSeen: 'worker:net0' }))
  expect(seen).toMatchObject({ ...flow, ...tunnel })
  expect(seen).not.toHaveProperty('device')
})

test('lost before it came in: the device that should have seen it', () => {
  const lost = { place: 'br-pool1', lastSeen: 'gw0:eth2', next: 'br-pool1:p2' }
  expect(lastSeen(way([['gw0:eth2', 'out']], lost))).toMatchObject({ device: 'p2', sizeBytes: 60 })
  expect(lastSeen(way([], { place: 'worker' }))).toBeUndefined()
})
