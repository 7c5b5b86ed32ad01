import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeEncap, shouldEncapsulate } from '@underlay/evidence'
import type { EncapQuestion } from '@underlay/evidence'
import { captured, ipip, ping } from './build/captures.ts'
import { frame, nodes, nodes6, pods, pods6, vxlan } from './build/packets.ts'

const same = [pods.here, pods.sameRack] as const
const cross = [pods.here, pods.otherRack] as const
const inRack = ping(same, 1, ipip('10.1.5.10', '10.1.5.11'))
const acrossRacks = ping(cross, 1, ipip('10.1.5.10', '10.1.8.10'))
const plainAcross = ping(cross, 1, (packet) => frame(packet))
const plainInRack = ping(same, 1, (packet) => frame(packet))

function why(
  frames: readonly Uint8Array[],
  [from, to]: readonly [string, string],
  question: Omit<EncapQuestion, 'from' | 'to'>,
): readonly string[] {
  const capture = captured({ tap: 'control-plane:net0', frames })
  const { outcome, message } = judgeEncap(capture, { from, to, direction: 'forward', ...question })
  expect(outcome).toBe('fail')
  return message
    .split('\n')
    .filter((line) => /^ {2}(because|although|the lab)/.test(line))
    .map((line) => line.trim())
}

const flannel = { cni: 'flannel', nodes, ipip: 'Never' } as const
const inVxlan = (ends: readonly [string, string], dst: string) =>
  ping(ends, 1, (packet, isRequest) =>
    frame(vxlan(isRequest ? { src: '10.1.5.10', dst } : { src: dst, dst: '10.1.5.10' }, packet)),
  )

describe('the reason of a failure', () => {
  it.each([
    [
      'none',
      'Always',
      inVxlan(same, '10.1.5.11'),
      same,
      "because flannel's backend is vxlan without directRouting; set directRouting: true: 10.1.5.11 is inside of control-plane's 10.1.5.10/24",
    ],
    [
      'none',
      'CrossSubnet',
      inVxlan(same, '10.1.5.11'),
      same,
      "although 10.1.5.11 is inside of control-plane's 10.1.5.10/24, and directRouting is on: check that the node's route to it has no gateway",
    ],
    [
      'none',
      'CrossSubnet',
      inVxlan(cross, '10.1.8.10'),
      cross,
      "because flannel's backend is vxlan, and 10.1.8.10 is outside of control-plane's 10.1.5.10/24: directRouting is for peers without a gateway between",
    ],
    ['ipip', 'Always', inVxlan(same, '10.1.5.11'), same, "because flannel's backend is vxlan, not ipip"],
    [
      'vxlan',
      'CrossSubnet',
      plainInRack,
      same,
      "because 10.1.5.11 is inside of control-plane's 10.1.5.10/24, and directRouting is on; set directRouting: false",
    ],
    ['vxlan', 'Never', plainAcross, cross, "because flannel's backend is host-gw; set backend: 'vxlan'"],
  ] as const)('is in the words of flannel: %s expected of %s', (expected, mode, frames, ends, reason) => {
    const context = { ...flannel, vxlan: mode, fromNode: 'control-plane', toNode: ends === same ? 'worker' : 'worker2' }
    expect(why(frames, ends, { expect: expected, context })).toEqual([reason])
  })

  it('is mode Always, inside of a rack', () => {
    expect(why(inRack, same, { expect: 'none', context: { ipip: 'Always', nodes } })).toEqual([
      "because the lab's IPIP mode is Always; set ipip: 'CrossSubnet': 10.1.5.11 is inside of control-plane's 10.1.5.10/24, CrossSubnet would send it plain",
    ])
    expect(why(inRack, same, { expect: 'none', context: { ipip: 'Always' } })).toEqual([
      "because the lab's IPIP mode is Always; set ipip: 'CrossSubnet'",
    ])
  })

  it('is the subnet, between racks', () => {
    expect(why(acrossRacks, cross, { expect: 'none', context: { ipip: 'CrossSubnet', nodes } })).toEqual([
      "because 10.1.8.10 is outside of control-plane's 10.1.5.10/24 and the lab's IPIP mode is CrossSubnet; only ipip: 'Never' would send it plain",
    ])
  })

  it('is a /32, which contains no peer', () => {
    const narrow = [{ name: 'control-plane', address: '10.1.5.10/32' }]
    expect(why(inRack, same, { expect: 'none', context: { ipip: 'CrossSubnet', nodes: narrow } })).toEqual([
      "because control-plane's address is 10.1.5.10/32: a /32 contains no peer, so every packet is encapsulated; record it with its subnet's mask",
    ])
  })

  it('is mode Always first, also for a /32', () => {
    const narrow = [{ name: 'control-plane', address: '10.1.5.10/32' }]
    expect(why(inRack, same, { expect: 'none', context: { ipip: 'Always', nodes: narrow } })).toEqual([
      "because 10.1.5.11 is outside of control-plane's 10.1.5.10/32 and the lab's IPIP mode is Always; only ipip: 'Never' would send it plain",
    ])
  })

  it('is an address that the CNI recorded otherwise, when the rule says plain', () => {
    const [reason] = why(inRack, same, { expect: 'none', context: { ipip: 'CrossSubnet', nodes } })
    expect(reason).toBe(
      "although 10.1.5.11 is inside of control-plane's 10.1.5.10/24 and the lab's IPIP mode is CrossSubnet: check the address that the CNI recorded (projectcalico.org/IPv4Address)",
    )
  })

  it('is judged for each direction by its own sender', () => {
    const uneven = [
      { name: 'worker', address: '10.1.5.11/32' },
      { name: 'control-plane', address: '10.1.5.10/24' },
    ]
    const replies = ping(same, 1, (packet, isRequest) =>
      isRequest ? frame(packet) : ipip('10.1.5.10', '10.1.5.11')(packet, false),
    )
    const capture = captured({ tap: 'control-plane:net0', frames: replies })
    const [from, to] = same
    const context = { ipip: 'CrossSubnet', nodes: uneven } as const
    expect(judgeEncap(capture, { from, to, expect: 'none', context }).message).toContain(
      "because worker's address is 10.1.5.11/32",
    )
  })

  it('is a tunnel of the other kind', () => {
    const frames = ping(cross, 1, (packet) => frame(vxlan({ src: '10.1.5.10', dst: '10.1.8.10' }, packet)))
    expect(why(frames, cross, { expect: 'ipip', context: { ipip: 'Never', vxlan: 'CrossSubnet', nodes } })).toEqual([
      "because the lab's VXLAN mode is CrossSubnet, not its IPIP mode",
    ])
  })

  it('is a tunnel although there should be none at all', () => {
    expect(why(inRack, same, { expect: 'none', context: { ipip: 'Never' } })).toEqual([
      "although the lab's IPIP mode is Never: check the IPPool, it may have been changed",
    ])
  })

  it('is mode Never, or a mask that is too wide, when a tunnel is missing', () => {
    expect(why(plainAcross, cross, { expect: 'ipip', context: { ipip: 'Never' } })).toEqual([
      "because the lab's IPIP mode is Never; set ipip: 'CrossSubnet' or 'Always'",
    ])
    const wide = nodes.map(({ name, address }) => ({ name, address: address.replace('/24', '/16') }))
    const context = { ipip: 'CrossSubnet', nodes: wide, fromNode: 'control-plane', toNode: 'worker2' } as const
    const reason =
      "because 10.1.8.10 is inside of control-plane's 10.1.5.10/16 and the lab's IPIP mode is CrossSubnet; set ipip: 'Always', or narrow the mask"
    expect(why(plainAcross, cross, { expect: 'ipip', context })).toEqual([reason])
    const outer = { src: '10.1.5.10', dst: '10.1.8.10' }
    expect(why(plainAcross, cross, { expect: 'ipip', outer, context: { ipip: 'CrossSubnet', nodes: wide } })).toEqual([
      reason,
    ])
  })

  it('is an address that is not the declared one, when a tunnel is missing', () => {
    const wrong = [
      { name: 'control-plane', address: '172.18.0.2/16', declared: '10.1.5.10' },
      { name: 'worker2', address: '172.18.0.4/16', declared: '10.1.8.10' },
    ]
    const context = { ipip: 'CrossSubnet', nodes: wrong, fromNode: 'control-plane', toNode: 'worker2' } as const
    expect(why(plainAcross, cross, { expect: 'ipip', context })).toEqual([
      'because the CNI recorded 172.18.0.2/16 for control-plane, whose declared address is 10.1.5.10: 172.18.0.4 is inside of it, so nothing is encapsulated; its address autodetection chose another interface',
    ])
  })

  it('is what the rule cannot explain, said so', () => {
    const told = { nodes, fromNode: 'control-plane', toNode: 'worker2' }
    expect(why(plainAcross, cross, { expect: 'ipip', context: { ipip: 'CrossSubnet', ...told } })).toEqual([
      "although 10.1.8.10 is outside of control-plane's 10.1.5.10/24 and the lab's IPIP mode is CrossSubnet: check the address that the CNI recorded (projectcalico.org/IPv4Address)",
    ])
    expect(why(plainInRack, same, { expect: 'ipip', context: { ipip: 'Always' } })).toEqual([
      "although the lab's IPIP mode is Always: check the IPPool, and that both ends are pods of it",
    ])
  })

  it('is told with the addresses of the family, and with its own annotation, in a dual-stack lab', () => {
    const same6 = [pods6.here, pods6.sameRack] as const
    const cross6 = [pods6.here, pods6.otherRack] as const
    const between = { src: 'fd00:10:1:5::10', dst: 'fd00:10:1:5::11' }
    const context = {
      vxlan: 'CrossSubnet',
      nodes: [...nodes, ...nodes6],
      fromNode: 'control-plane',
      toNode: 'worker2',
    } as const
    const inside = ping(same6, 1, (packet) => frame(vxlan(between, packet)))
    expect(why(inside, same6, { expect: 'none', context })).toEqual([
      "although fd00:10:1:5::11 is inside of control-plane's fd00:10:1:5::10/64 and the lab's VXLAN mode is CrossSubnet: check the address that the CNI recorded (projectcalico.org/IPv6Address)",
    ])
    const plain = ping(cross6, 1, (packet) => frame(packet))
    expect(why(plain, cross6, { expect: 'vxlan', context })).toEqual([
      "although fd00:10:1:8::10 is outside of control-plane's fd00:10:1:5::10/64 and the lab's VXLAN mode is CrossSubnet: check the address that the CNI recorded (projectcalico.org/IPv6Address)",
    ])
  })

  it('is left out when the lab told nothing', () => {
    expect(why(inRack, same, { expect: 'none' })).toEqual([])
    expect(why(plainAcross, cross, { expect: 'ipip' })).toEqual([])
  })
})

describe('shouldEncapsulate', () => {
  it.each([
    ['CrossSubnet', '10.1.5.10/24', '10.1.5.11', false],
    ['CrossSubnet', '10.1.5.10/24', '10.1.8.10', true],
    ['CrossSubnet', '10.1.5.10/32', '10.1.5.11', true],
    ['CrossSubnet', 'fd00:10:1:5::10/64', 'FD00:10:1:5:0::11', false],
    ['CrossSubnet', 'fd00:10:1:5::10/64', 'fd00:10:1:8::10', true],
    ['CrossSubnet', 'fd00:10:1:5::10/128', 'fd00:10:1:5::11', true],
    ['CrossSubnet', 'fd00:10:1:5::10/64', '10.1.5.11', true],
    ['CrossSubnet', '10.1.5.10', '10.1.5.11', true],
    ['CrossSubnet', '172.18.0.4/16', '172.18.255.1', false],
    ['CrossSubnet', '10.1.5.10/25', '10.1.5.128', true],
    ['CrossSubnet', '10.1.5.10/0', '192.168.0.1', false],
    ['CrossSubnet', 'fd00:5::10/64', 'fd00:5::11', false],
    ['CrossSubnet', 'fd00:5::10/64', '10.1.5.11', true],
    ['Always', '10.1.5.10/24', '10.1.5.11', true],
    ['Never', '10.1.5.10/24', '10.1.8.10', false],
    ['CrossSubnet', '10.1.5.10/33', '10.1.5.11', undefined],
    ['CrossSubnet', '10.1.5.10/', '10.1.5.11', undefined],
    ['CrossSubnet', '10.1.5.10/24', 'worker', undefined],
  ] as const)('%s: %s to %s is %s', (mode, own, peer, expected) => {
    expect(shouldEncapsulate(mode, own, peer)).toBe(expected)
  })

  it('is asymmetric for unequal masks only', () => {
    const host = fc.integer({ min: 1, max: 254 })
    const prefix = fc.integer({ min: 24, max: 32 })
    fc.assert(
      fc.property(host, host, prefix, (a, b, length) => {
        const decide = (own: number, peer: number): boolean | undefined =>
          shouldEncapsulate('CrossSubnet', `10.1.5.${own}/${length}`, `10.1.5.${peer}`)
        expect(decide(a, b)).toBe(decide(b, a))
        expect(decide(a, b)).toBe(a >> (32 - length) !== b >> (32 - length))
      }),
    )
  })
})
