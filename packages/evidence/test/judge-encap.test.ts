import { describe, expect, it } from 'vitest'
import { AssertionError, InconclusiveError, assertEncap, judgeEncap } from '@underlay/evidence'
import type { EncapQuestion, TappedCapture } from '@underlay/evidence'
import { captured, ipip, ping, recorded } from './build/captures.ts'
import { frame, ip, pods, pods6, vxlan } from './build/packets.ts'

const cross = { from: pods.here, to: pods.otherRack } as const
const ends = [cross.from, cross.to] as const
const tunnel = ipip('10.1.5.10', '10.1.8.10')
const overIpip = ping(ends, 3, tunnel)
const overNothing = ping(ends, 3, (packet) => frame(packet))
const net0 = captured({ tap: 'control-plane:net0', frames: overIpip })

function reasonOf(capture: TappedCapture, question: Partial<EncapQuestion> = {}): string {
  const { outcome, message } = judgeEncap(capture, { ...cross, expect: 'ipip', ...question })
  return `${outcome} ${message}`
}

describe('a flow of IPv6', () => {
  const ends6 = { from: pods6.here, to: pods6.otherRack } as const
  const between = { src: 'fd00:10:1:5::10', dst: 'fd00:10:1:8::10' }
  const tunnelled = ping([ends6.from, ends6.to], 3, (packet, isRequest) =>
    frame(vxlan(isRequest ? between : { src: between.dst, dst: between.src }, packet)),
  )
  const capture = captured({ tap: 'control-plane:net0', frames: tunnelled })

  it('is judged like one of IPv4, with a tunnel of IPv6', () => {
    const verdict = assertEncap(capture, { ...ends6, expect: 'vxlan', outer: between })
    expect(verdict.summary).toBe(
      'control-plane:net0  vxlan  fd00:10:1:5::10 → fd00:10:1:8::10 | fd00:10:98:51::4 → fd00:10:98:c1::3  6 packets',
    )
    expect(judgeEncap(capture, { ...ends6, expect: 'none' }).outcome).toBe('fail')
  })

  it('is found however its addresses are written', () => {
    const outer = { src: 'FD00:10:1:5:0::0010', dst: 'fd00:0010:1:8::10' }
    const question = { from: 'FD00:10:98:51:0:0:0:4', to: 'fd00:10:98:00c1::3', outer } as const
    expect(assertEncap(capture, { ...question, expect: 'vxlan' })).toMatchObject({ ...ends6, packets: 6 })
  })

  it('has two ends, also where one address is written in two ways', () => {
    const { message } = judgeEncap(capture, { from: 'fd00::1', to: 'FD00:0::1', expect: 'none' })
    expect(message).toContain('from and to are the same address, fd00::1')
  })

  it('in IPv4, and IPv4 in IPv6, are other tunnels', () => {
    const sit = ping([ends6.from, ends6.to], 1, (packet) =>
      frame(ip(41, { src: '10.1.5.10', dst: '10.1.8.10' }, packet)),
    )
    const fourInSix = ping(ends, 1, (packet) => frame(ip(4, between, packet)))
    const seen = captured({ tap: 'a:net0', frames: [...sit, ...fourInSix] })
    expect(judgeEncap(seen, { ...ends6, expect: 'none' }).summary).toContain('saw 6in4')
    expect(judgeEncap(seen, { ...cross, expect: 'ipip' }).summary).toContain('saw 4in6')
  })
})

describe('a pass', () => {
  it('says what was seen in one line, and counts it', () => {
    const verdict = assertEncap(net0, { ...cross, at: 'control-plane:net0', expect: 'ipip' })
    expect(verdict.summary).toBe(
      'control-plane:net0  ipip  10.1.5.10 → 10.1.8.10 | 10.98.81.4 → 10.98.193.193  6 packets',
    )
    expect(verdict).toMatchObject({
      outcome: 'pass',
      expected: 'ipip',
      actual: 'ipip',
      packets: 6,
      requests: 3,
      replies: 3,
    })
    expect(verdict.taps).toMatchObject([{ tap: 'control-plane:net0', outcome: 'pass', packetsSeen: 6, dropped: 0 }])
  })

  it('stands without replies, and says that there are none', () => {
    const requests = captured({ tap: 'a:net0', frames: overIpip.filter((_, index) => index % 2 === 0) })
    const { outcome, replies, summary } = judgeEncap(requests, { ...cross, expect: 'ipip' })
    expect([outcome, replies]).toEqual(['pass', 0])
    expect(summary).toMatch(/3 packets, replies: 0$/)
  })

  it('takes the outer addresses of both directions', () => {
    const outer = { src: '10.1.5.10', dst: '10.1.8.10' }
    expect(assertEncap(net0, { ...cross, expect: 'ipip', outer }).outcome).toBe('pass')
  })

  it('comes by default from the taps that see what leaves a node', () => {
    const capture = captured(
      { tap: 'pod/app:eth0', frames: overNothing },
      { tap: 'control-plane:cali0aaab42b9f5', frames: overNothing },
      { tap: 'control-plane:tunl0', linkType: 101, frames: ping(ends, 3, (packet) => packet) },
      { tap: 'control-plane:net0', frames: overIpip },
      { tap: 'worker:net0', frames: [] },
      { tap: 'gw0:eth1', frames: overIpip },
    )
    const verdict = assertEncap(capture, { ...cross, expect: 'ipip' })
    expect(verdict.taps.map(({ tap }) => tap)).toEqual(['control-plane:net0', 'gw0:eth1'])
    expect(verdict.summary).toMatch(/^control-plane:net0, gw0:eth1 {2}ipip .* 12 packets$/)
    expect(assertEncap(capture, { ...cross, at: 'control-plane:tunl0', expect: 'none' }).packets).toBe(6)
  })

  it('is what the recordings show: plain in the rack, VXLAN between racks', () => {
    const same = recorded({ 'control-plane:net0': 'same.control-plane.net0.pcap', 'gw0:eth1': 'same.gw0.eth1.pcap' })
    expect(assertEncap(same, { from: pods.here, to: pods.sameRack, expect: 'none' }).summary).toBe(
      'control-plane:net0  none  10.98.81.4 → 10.98.85.129  16 packets',
    )
    const files = { 'control-plane:net0': 'cross.control-plane.net0.pcap', 'gw0:eth2': 'cross.gw0.eth2.pcap' }
    expect(assertEncap(recorded(files), { ...cross, expect: 'vxlan' }).summary).toBe(
      'control-plane:net0, gw0:eth2  vxlan  10.1.5.10 → 10.1.8.10 | 10.98.81.4 → 10.98.193.193  32 packets',
    )
  })
})

describe('no evidence', () => {
  it.each([
    [
      'no packet of the flow',
      captured({
        tap: 'control-plane:net0',
        frames: [frame(ip(17, { src: '1.1.1.1', dst: '2.2.2.2' }, new Uint8Array(8)))],
      }),
      { at: 'control-plane:net0' },
      'control-plane:net0 saw 1 packet, none between 10.98.81.4 and 10.98.193.193',
    ],
    ['nothing at all', captured({ tap: 'control-plane:net0', frames: [] }), {}, 'control-plane:net0 captured nothing'],
    [
      'no packet with the mark',
      net0,
      { mark: Uint8Array.of(9, 9, 9) },
      'control-plane:net0 saw 6 packets, none between 10.98.81.4 and 10.98.193.193 with the mark',
    ],
    [
      'none in the direction asked for',
      captured({ tap: 'a:net0', frames: overIpip.slice(0, 1) }),
      { direction: 'reverse' as const },
      'a:net0 saw 1 packet, none from 10.98.193.193 to 10.98.81.4',
    ],
    [
      'a tap that was not captured',
      net0,
      { at: 'worker2:net0' },
      'worker2:net0 was not captured; taps are control-plane:net0',
    ],
    ['no tap named', net0, { at: [] }, 'at names no tap; taps are control-plane:net0'],
    ['no taps', captured(), {}, 'nothing was captured: there are no taps'],
    [
      'packets lost',
      captured({ tap: 'a:net0', frames: overIpip, dropped: 2 }),
      {},
      'a:net0 dropped 2 packets: what they were is not known; capture again',
    ],
    [
      'packets that a ring discarded',
      { ...net0, interfaces: net0.interfaces.map((tap) => ({ ...tap, dropped: 5, discarded: 5 })) },
      {},
      'control-plane:net0 was captured into a ring that discarded 5 packets: what they were is not known; make ringBytes larger',
    ],
    [
      'a capture that is cut',
      { ...net0, truncated: 'the file ends 8 bytes into a block' },
      {},
      'the capture is cut (the file ends 8 bytes into a block): packets may be missing; capture again',
    ],
    [
      'tunnel and pod devices only',
      captured({ tap: 'a:tunl0', linkType: 101, frames: [] }, { tap: 'pod/app:eth0', frames: overNothing }),
      {},
      "no tap shows what leaves a node: a:tunl0 is a tunnel device, pod/app:eth0 is on the pod side of the tunnel; capture a node's net0, or name the tap with at",
    ],
    ['an end that is no address', net0, { from: 'app\u001b[2J' }, '"app\\u{1b}[2J" is no IP address'],
    ['one end', net0, { to: cross.from }, 'from and to are the same address, 10.98.81.4'],
    ['an empty mark', net0, { mark: new Uint8Array(0) }, 'the mark is empty: every packet would carry it'],
  ])('is inconclusive: %s', (_, capture, question, reason) => {
    expect(reasonOf(capture, question)).toBe(`inconclusive inconclusive: ${reason}`)
    const ask = (): unknown => assertEncap(capture, { ...cross, expect: 'ipip', ...question })
    expect(ask).toThrow(InconclusiveError)
    expect(ask).toThrow(expect.objectContaining({ name: 'InconclusiveError', message: `inconclusive: ${reason}` }))
  })

  it('at one of the taps that were named spoils the pass of the others', () => {
    const capture = captured({ tap: 'a:net0', frames: overIpip }, { tap: 'b:net0', frames: [] })
    expect(reasonOf(capture, { at: ['a:net0', 'b:net0'] })).toBe('inconclusive inconclusive: b:net0 captured nothing')
    expect(judgeEncap(capture, { ...cross, expect: 'ipip' }).outcome).toBe('pass')
  })

  it('is never "no encapsulation": an empty capture passes nothing', () => {
    const empty = captured({ tap: 'a:net0', frames: [] })
    const kinds = ['none', 'ipip', 'vxlan'] as const
    const outcomes = kinds.map((kind) => judgeEncap(empty, { ...cross, expect: kind }).outcome)
    expect(outcomes).toEqual(['inconclusive', 'inconclusive', 'inconclusive'])
  })
})

function askForNone(): unknown {
  return assertEncap(net0, { ...cross, expect: 'none' })
}

describe('a failure', () => {
  it('throws an AssertionError with expected, actual and the verdict', () => {
    expect(askForNone).toThrow(AssertionError)
    expect(askForNone).toThrow(
      expect.objectContaining({
        name: 'AssertionError',
        expected: 'none',
        actual: 'ipip',
        verdict: expect.objectContaining({ outcome: 'fail' }),
      }),
    )
  })

  it('says tap, expected, actual, addresses, counts and the first packet', () => {
    expect(reasonOf(net0, { expect: 'none' })).toBe(
      [
        'fail control-plane:net0: expected no encapsulation between 10.98.81.4 and 10.98.193.193, saw ipip in 6 of 6 packets',
        '  forward: 3 of 3 packets, 10.1.5.10 → 10.1.8.10 | 10.98.81.4 → 10.98.193.193',
        '  reverse: 3 of 3 packets, 10.1.8.10 → 10.1.5.10 | 10.98.193.193 → 10.98.81.4',
        '  first: packet 1  ICMP  Echo (ping) request  id=0x002a, seq=1/256, ttl=63',
      ].join('\n'),
    )
    expect(judgeEncap(net0, { ...cross, expect: 'none' }).summary).toBe(
      'control-plane:net0  expected none, saw ipip  10.1.5.10 → 10.1.8.10 | 10.98.81.4 → 10.98.193.193  6 of 6 packets',
    )
  })

  it.each([
    [
      'plain for IPIP',
      overNothing,
      'ipip',
      'none',
      'expected ipip between 10.98.81.4 and 10.98.193.193, saw none in 6 of 6',
    ],
    [
      'IPIP for VXLAN',
      overIpip,
      'vxlan',
      'ipip',
      'expected vxlan between 10.98.81.4 and 10.98.193.193, saw ipip in 6 of 6',
    ],
    [
      'one plain packet among tunnelled ones',
      [...overIpip, ...overNothing.slice(0, 1)],
      'ipip',
      'mixed',
      'expected ipip between 10.98.81.4 and 10.98.193.193, saw mixed in 1 of 7',
    ],
    [
      'a tunnel in a tunnel',
      ping(ends, 1, (packet) => frame(vxlan({ src: '1.1.1.1', dst: '1.1.1.2' }, tunnel(packet, true).slice(14)))),
      'ipip',
      'other',
      'expected ipip between 10.98.81.4 and 10.98.193.193, saw ipip in vxlan in 2 of 2',
    ],
  ] as const)('is %s', (_, frames, expected, actual, message) => {
    const verdict = judgeEncap(captured({ tap: 'a:net0', frames }), { ...cross, expect: expected })
    expect([verdict.outcome, verdict.actual]).toEqual(['fail', actual])
    expect(verdict.message).toContain(message)
  })

  it('names the direction when only one is wrong', () => {
    const frames = ping(ends, 2, (packet, isRequest) => (isRequest ? tunnel(packet, true) : frame(packet)))
    const capture = captured({ tap: 'a:net0', frames })
    expect(reasonOf(capture).split('\n').slice(1, 4)).toEqual([
      '  forward: 0 of 2 packets',
      '  reverse: 2 of 2 packets, 10.98.193.193 → 10.98.81.4',
      '  first: packet 2  ICMP  Echo (ping) reply    id=0x002a, seq=1/256, ttl=63',
    ])
    expect(judgeEncap(capture, { ...cross, expect: 'ipip', direction: 'forward' }).outcome).toBe('pass')
    expect(judgeEncap(capture, { ...cross, expect: 'none', direction: 'reverse' }).outcome).toBe('pass')
  })

  it('is a wrong outer address', () => {
    const message = reasonOf(net0, { outer: { src: '10.1.5.10', dst: '10.1.8.11' } })
    expect(message).toContain('expected ipip 10.1.5.10 → 10.1.8.11 between')
    expect(message).toContain('because the tunnel runs 10.1.5.10 → 10.1.8.10: check the address that the CNI recorded')
  })

  it('of one tap fails the question, and says what the others saw', () => {
    const capture = captured({ tap: 'a:net0', frames: overIpip }, { tap: 'gw0:eth1', frames: overNothing })
    const verdict = judgeEncap(capture, { ...cross, expect: 'ipip' })
    expect([verdict.outcome, verdict.actual]).toEqual(['fail', 'mixed'])
    expect(verdict.message.split('\n').at(0)).toMatch(/^gw0:eth1: expected ipip/)
    expect(verdict.message.split('\n').at(-1)).toBe('a:net0 saw ipip in all 6 packets')
  })

  it('stands although packets were lost: what was seen was seen', () => {
    expect(
      judgeEncap(captured({ tap: 'a:net0', frames: overIpip, dropped: 9 }), { ...cross, expect: 'none' }).outcome,
    ).toBe('fail')
  })

  it('lets no control character of a tap’s name through', () => {
    const capture = captured({ tap: 'a\u001b[2J:net0', frames: overIpip })
    expect(reasonOf(capture, { expect: 'none' })).not.toContain('\u001b')
    expect(judgeEncap(capture, { ...cross, expect: 'ipip' }).summary).not.toContain('\u001b')
  })
})
