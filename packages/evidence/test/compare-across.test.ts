import { describe, expect, it } from 'vitest'
import { InconclusiveError, compareAcross } from '@underlay/evidence'
import { captured, ipip, ping, recorded } from './build/captures.ts'
import { echo, frame, ip, pods } from './build/packets.ts'

const flow = { from: pods.here, to: pods.otherRack }
const ends = [flow.from, flow.to] as const
const gateway = ['gw0:eth1', 'gw0:eth2'] as const

/** Towards the other rack, as a router's near side has it. */
function near(packet: Uint8Array, isRequest: boolean): Uint8Array {
  return ipip('10.1.5.10', '10.1.8.10', { ttl: isRequest ? 63 : 62 })(packet, isRequest)
}

/** The same ping at both sides of a router: a reply comes from the second side. */
function behindRouter(change: (packet: Uint8Array) => Uint8Array = (packet) => packet) {
  const far = (packet: Uint8Array, isRequest: boolean): Uint8Array =>
    ipip('10.1.5.10', '10.1.8.10', { ttl: isRequest ? 62 : 63 })(change(packet), isRequest)
  return captured({ tap: 'gw0:eth1', frames: ping(ends, 3, near) }, { tap: 'gw0:eth2', frames: ping(ends, 3, far) })
}

describe('compareAcross', () => {
  it('sees behind a router the outer TTL one lower, the inner untouched, in both directions', () => {
    const across = compareAcross(behindRouter(), { ...flow, taps: gateway })
    expect(across).toMatchObject({ ttlSteps: { outer: -1, inner: 0 }, innerUntouched: true, unpaired: [] })
    expect(across.pairs.map(({ differences }) => differences)).toEqual(
      Array.from({ length: 6 }, () => [{ field: 'ip.ttl#1', part: 'outer', before: 63, after: 62 }]),
    )
    expect(across.summary).toBe('gw0:eth1 → gw0:eth2  6 packets  outer ttl −1, inner untouched')
  })

  it('sees the same in the recording, with the MAC addresses rewritten', () => {
    const capture = recorded({ 'gw0:eth1': 'cross.gw0.eth1.pcap', 'gw0:eth2': 'cross.gw0.eth2.pcap' })
    const across = compareAcross(capture, { ...flow, taps: gateway })
    expect(across.pairs.length).toBe(16)
    expect(across.changedFields).toEqual(['eth.dst#1', 'eth.src#1', 'ip.ttl#1'])
    expect(across).toMatchObject({ ttlSteps: { outer: -1, inner: 0 }, innerUntouched: true, unpaired: [] })
  })

  it('sees a tunnel begin between tunnel device and node, the inner untouched', () => {
    const capture = recorded({
      'control-plane:vxlan.calico': 'cross.control-plane.tunnel.pcap',
      'control-plane:net0': 'cross.control-plane.net0.pcap',
    })
    const across = compareAcross(capture, { ...flow, taps: ['control-plane:vxlan.calico', 'control-plane:net0'] })
    expect(across.pairs.length).toBe(16)
    expect(across.pairs[0]?.differences).toEqual([
      { field: 'encapsulation', part: 'outer', before: 'none', after: 'vxlan' },
    ])
    expect(across.pairs[1]?.differences).toEqual([
      { field: 'encapsulation', part: 'outer', before: 'vxlan', after: 'none' },
    ])
    expect([across.innerUntouched, across.ttlSteps]).toEqual([true, { inner: 0 }])
  })

  it('tells what changed inside', () => {
    const lowered = compareAcross(
      behindRouter((packet) => packet.with(8, 60)),
      { ...flow, direction: 'forward', taps: gateway },
    )
    expect(lowered).toMatchObject({ innerUntouched: false, ttlSteps: { outer: -1, inner: -3 } })
    expect(lowered.changedFields).toEqual(['ip.ttl#1', 'ip.ttl#2'])
    expect(lowered.summary).toMatch(/inner ttl −3$/)
    const garbled = compareAcross(
      behindRouter((packet) => packet.with(packet.length - 1, 0)),
      { ...flow, taps: gateway },
    )
    expect(garbled.changedFields).toEqual(['data.data#1', 'ip.ttl#1'])
    expect(garbled.innerUntouched).toBe(false)
  })

  it('matches by what a packet is: not by time, nor by an id of 0, nor by its place', () => {
    const capture = behindRouter()
    const shuffled = { ...capture, packets: capture.packets.toReversed() }
    expect(compareAcross(shuffled, { ...flow, taps: gateway }).pairs.length).toBe(6)
    const lost = { ...capture, packets: capture.packets.filter(({ number }) => number !== 3) }
    const across = compareAcross(lost, { ...flow, taps: gateway })
    expect([across.pairs.length, across.unpaired.map(({ packet }) => packet.number)]).toEqual([5, [9]])
    expect(across.summary).toMatch(/5 packets, 1 seen once/)
    // Replies have id 0, as SYN-ACKs do: only the sequence number tells them apart.
    const noReply = { ...capture, packets: capture.packets.filter(({ number }) => number !== 2) }
    expect(compareAcross(noReply, { ...flow, taps: gateway }).unpaired.map(({ packet }) => packet.number)).toEqual([8])
  })

  it('meets a repeated packet with its repetition', () => {
    const twice = [1, 2].map(() => frame(ip(1, { src: flow.from, dst: flow.to }, echo(true, 1))))
    const capture = captured({ tap: 'a:net0', frames: twice }, { tap: 'b:net0', frames: twice })
    const across = compareAcross(capture, { ...flow, taps: ['a:net0', 'b:net0'] })
    expect(across.pairs.map(({ before, after }) => [before.packet.number, after.packet.number])).toEqual([
      [1, 3],
      [2, 4],
    ])
    expect(across.summary).toBe('a:net0 → b:net0  2 packets  inner untouched')
  })

  it('refuses a comparison without evidence', () => {
    const capture = captured(
      { tap: 'a:net0', frames: [] },
      { tap: 'b:net0', frames: ping(ends, 1, (packet) => frame(packet)) },
    )
    const compare = (first: string, second: string) => () => compareAcross(capture, { ...flow, taps: [first, second] })
    expect(compare('a:net0', 'b:net0')).toThrow(InconclusiveError)
    expect(compare('a:net0', 'b:net0')).toThrow(
      'no packet was seen at both taps: a:net0 saw 0 packets between 10.98.81.4 and 10.98.193.193, b:net0 2',
    )
    expect(compare('a:net0', 'c:net0')).toThrow('c:net0 was not captured; taps are a:net0, b:net0')
  })
})
