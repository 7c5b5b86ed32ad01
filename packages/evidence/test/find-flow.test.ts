import { describe, expect, it } from 'vitest'
import { readCapture, writePcapng } from '@underlay/packet'
import { findFlow, fromCaptureFile, whyNotUnderlay } from '@underlay/evidence'
import { captured, ipip, ping, recorded } from './build/captures.ts'
import { concat, echo, frame, ip, pods, timeExceeded, vxlan } from './build/packets.ts'

const cross = { from: pods.here, to: pods.otherRack }
const nodes = { src: '10.1.5.10', dst: '10.1.8.10' }
const request = ip(1, { src: cross.from, dst: cross.to }, echo(true, 1, 'mark me'))

function encapsulationOf(bytes: Uint8Array, query: object = {}): readonly string[] {
  const flow = findFlow(captured({ tap: 'worker:net0', frames: [bytes] }), { ...cross, ...query })
  return flow.map(({ encapsulation, tunnels }) => [encapsulation, ...tunnels].join(' '))
}

function mark(text: string): object {
  return { mark: new TextEncoder().encode(text) }
}

describe('findFlow', () => {
  it('tells outer, inner and link addresses of an IPIP packet', () => {
    const capture = captured({ tap: 'worker:net0', frames: [frame(ip(4, { ...nodes, ttl: 62 }, request))] })
    expect(findFlow(capture, cross)).toMatchObject([
      {
        tap: 'worker:net0',
        direction: 'forward',
        encapsulation: 'ipip',
        outer: { ...nodes, ttl: 62 },
        inner: { src: cross.from, dst: cross.to, ttl: 63 },
        ethernet: { src: '02:00:00:00:00:0a', dst: '02:00:00:00:00:0b' },
      },
    ])
  })

  it.each([
    ['plain', frame(request), ['none']],
    ['IPIP', frame(ip(4, nodes, request)), ['ipip ipip']],
    ['VXLAN', frame(vxlan(nodes, request)), ['vxlan vxlan']],
    ['IPIP in VXLAN', frame(vxlan(nodes, ip(4, nodes, request))), ['other vxlan ipip']],
    ['IPIP in IPIP', frame(ip(4, nodes, ip(4, nodes, request))), ['other ipip ipip']],
    ['of another flow', frame(ip(1, nodes, echo(true, 1))), []],
    ['an inner header cut short', frame(ip(4, nodes, request.slice(0, 12))), []],
    ['no IP', concat([1, 2, 3]), []],
  ])('calls a packet that is %s so', (_, bytes, expected) => {
    expect(encapsulationOf(bytes)).toEqual(expected)
  })

  it('takes no header that an ICMP error quotes for an encapsulation or a flow', () => {
    const quotes = ip(1, { src: '10.1.5.1', dst: nodes.src }, timeExceeded(ip(4, nodes, request)))
    expect(encapsulationOf(frame(quotes))).toEqual([])
    expect(encapsulationOf(frame(quotes), { from: '10.1.5.1', to: nodes.src })).toEqual(['none'])
  })

  it('knows both directions, and takes one on request', () => {
    const capture = captured({ tap: 'a:net0', frames: ping([cross.from, cross.to], 2, ipip('10.1.5.10', '10.1.8.10')) })
    const directions = (query: object): readonly string[] =>
      findFlow(capture, { ...cross, ...query }).map(({ direction }) => direction)
    expect(directions({})).toEqual(['forward', 'reverse', 'forward', 'reverse'])
    expect(directions({ direction: 'reverse' })).toEqual(['reverse', 'reverse'])
    expect(directions({ from: cross.to, to: cross.from })).toEqual(['reverse', 'forward', 'reverse', 'forward'])
  })

  it('takes only packets with the mark', () => {
    expect(encapsulationOf(frame(request), mark('mark me'))).toEqual(['none'])
    expect(encapsulationOf(frame(request), mark('me'))).toEqual(['none'])
    expect(encapsulationOf(frame(request), mark('mark you'))).toEqual([])
    // The address 10.98.81.4 stands in the header, not behind it.
    expect(encapsulationOf(frame(request), { mark: Uint8Array.of(10, 98, 81, 4) })).toEqual([])
  })

  it('finds flannel’s VXLAN on the port that it is told', () => {
    const bytes = frame(vxlan(nodes, request, 8472))
    expect(encapsulationOf(bytes)).toEqual([])
    const told = { ...captured({ tap: 'worker:net0', frames: [bytes] }), vxlanPorts: [8472] }
    expect(findFlow(told, cross).map(({ encapsulation }) => encapsulation)).toEqual(['vxlan'])
  })

  it('finds IPv6 flows however the address is written', () => {
    const bytes = ip(58, { src: 'fd00::1', dst: 'fd00::2', ttl: 64 }, echo(true, 1, ''))
    const capture = captured({ tap: 'a:tunl0', linkType: 101, frames: [bytes] })
    expect(findFlow(capture, { from: 'FD00:0::1', to: 'fd00::2' })).toMatchObject([
      { inner: { src: 'fd00::1', ttl: 64 } },
    ])
  })

  it('is empty for an end that is no address and a tap that is none', () => {
    const capture = captured({ tap: 'a:net0', frames: [frame(request)] })
    expect(findFlow(capture, { from: 'app', to: cross.to })).toEqual([])
    expect(findFlow(capture, { ...cross, at: ['b:net0'] })).toEqual([])
    expect(findFlow(capture, { ...cross, at: 'a:net0' }).length).toBe(1)
  })

  it('counts what the recordings hold', () => {
    const capture = recorded({
      'gw0:eth1': 'cross.gw0.eth1.pcap',
      'control-plane:vxlan.calico': 'cross.control-plane.tunnel.pcap',
    })
    const kinds = findFlow(capture, cross).map(({ tap, encapsulation }) => `${tap} ${encapsulation}`)
    expect(kinds).toEqual([...Array(16).fill('gw0:eth1 vxlan'), ...Array(16).fill('control-plane:vxlan.calico none')])
  })
})

describe('fromCaptureFile', () => {
  it('takes interface names for taps, and knows losses and cuts', () => {
    const bytes = writePcapng({
      interfaces: [
        { name: 'worker:net0', linkType: 1, dropped: 3 },
        { name: 'worker:tunl0', linkType: 101 },
      ],
      packets: [{ interfaceId: 1, timestampNs: 0n, bytes: request }],
    })
    const capture = fromCaptureFile(readCapture(bytes))
    expect(capture.interfaces).toEqual([
      { id: 0, tap: 'worker:net0', linkType: 1, dropped: 3 },
      { id: 1, tap: 'worker:tunl0', linkType: 101, dropped: 0 },
    ])
    expect(capture.truncated).toBeUndefined()
    expect(fromCaptureFile(readCapture(bytes.subarray(0, -4))).truncated).toMatch(/^the file ends/)
  })

  it('names what has no name', () => {
    const file = { format: 'pcap', interfaces: [{ id: 0, linkType: 1, snapLength: 0 }], packets: [] } as const
    expect(fromCaptureFile(file).interfaces[0]?.tap).toBe('interface 0')
    expect(fromCaptureFile(file, { taps: ['gw0:eth1'] }).interfaces[0]?.tap).toBe('gw0:eth1')
  })
})

describe('whyNotUnderlay', () => {
  it.each([
    ['worker:net0', 1, undefined],
    ['gw0:eth1', 1, undefined],
    ['worker:tunl0', 1, 'is a tunnel device'],
    ['worker:vxlan.calico', 1, 'is a tunnel device'],
    ['worker:flannel.1', 1, 'is a tunnel device'],
    ['worker:wireguard.cali', 1, 'is a tunnel device'],
    ['worker:vxlan-v6.calico', 1, 'is a tunnel device'],
    ['worker:flannel-v6.1', 1, 'is a tunnel device'],
    ['worker:sit0', 1, 'is a tunnel device'],
    ['worker:ipip9', 101, 'is a tunnel device'],
    ['pod/app-worker:eth0', 1, 'is on the pod side of the tunnel'],
    ['worker:cali0aaab42b9f5', 1, 'is on the pod side of the tunnel'],
    ['worker:any', 276, 'shows all devices at once'],
  ])('says of %s (link type %i): %s', (tap, linkType, expected) => {
    expect(whyNotUnderlay({ id: 0, tap, linkType, dropped: 0 })).toBe(expected)
  })
})
