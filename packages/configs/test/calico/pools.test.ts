import { describe, expect, test } from 'vitest'
import type { CalicoOptions } from '../../src/index.ts'
import { calicoMtu, calicoSettings, freeBlock, vxlanMac } from '../../src/index.ts'
import { refusal } from '../refusal.ts'

const DUAL = { podSubnet: '10.98.0.0/16', podSubnets: ['10.98.0.0/16', 'fd00:10:98::/56'] }
const settings = (options: CalicoOptions) => calicoSettings(options, DUAL)
const [lower, upper] = ['10.98.0.0/17', '10.98.128.0/17']

test('several pools, each with its own encapsulation; what is left out is as in an IPPool', () => {
  const { pools, backend } = settings({
    pools: [
      { cidr: lower, ipip: 'CrossSubnet', natOutgoing: true },
      { name: 'far', cidr: upper, vxlan: 'Always', nodeSelector: "rack == 'rack1'", blockSize: 28 },
    ],
  })
  expect(pools).toEqual([
    {
      name: 'pool0',
      cidr: lower,
      ipip: 'CrossSubnet',
      vxlan: 'Never',
      blockSize: 26,
      natOutgoing: true,
      nodeSelector: 'all()',
    },
    {
      name: 'far',
      cidr: upper,
      ipip: 'Never',
      vxlan: 'Always',
      blockSize: 28,
      natOutgoing: false,
      nodeSelector: "rack == 'rack1'",
    },
  ])
  expect(backend).toBe('bird')
})

test('BIRD runs unless all pools are VXLAN and nothing is said of BGP', () => {
  expect(settings({ vxlan: 'CrossSubnet' }).backend).toBe('vxlan')
  expect(settings({ vxlan: 'CrossSubnet', bgp: {} }).backend).toBe('bird')
  expect(settings({ pools: [{ cidr: lower }] }).backend).toBe('bird')
})

test('a dual-stack cluster has a pool for each family: IPIP carries IPv4 only, and IPv6 is not masqueraded', () => {
  const { pools } = settings({ ipip: 'CrossSubnet' })
  expect(pools).toMatchObject([
    { cidr: '10.98.0.0/16', ipip: 'CrossSubnet', blockSize: 26, natOutgoing: true },
    { cidr: 'fd00:10:98::/56', ipip: 'Never', vxlan: 'Never', blockSize: 122, natOutgoing: false },
  ])
  expect(settings({ vxlan: 'CrossSubnet' }).pools.map(({ vxlan }) => vxlan)).toEqual(['CrossSubnet', 'CrossSubnet'])
  expect(settings({ cidr: lower }).pools).toHaveLength(1)
})

describe('is refused', () => {
  test.for<[CalicoOptions, string]>([
    [{ pools: [] }, 'pools is empty; pods need a pool'],
    [
      { pools: [{ cidr: lower }], ipip: 'Always' },
      'ipip stands beside pools, where each pool has its own; write it there',
    ],
    [{ pools: [{ cidr: '10.98.0.0/16' }, { cidr: upper }] }, `pools[1].cidr ${upper} overlaps 10.98.0.0/16 of pool0`],
    [
      {
        pools: [
          { name: 'a', cidr: lower },
          { name: 'a', cidr: upper },
        ],
      },
      'pools[1].name a is the name of two pools',
    ],
    [
      { pools: [{ cidr: lower, ipip: 'Always', vxlan: 'Always' }] },
      'pools[0].vxlan is Always while ipip is Always; a pool has one encapsulation: set one of them to Never',
    ],
    [
      { pools: [{ cidr: 'fd00:10:98::/64', ipip: 'Always' }] },
      'pools[0].ipip is Always for the IPv6 pool fd00:10:98::/64; IPIP carries IPv4 only: use vxlan, or Never',
    ],
    [
      { pools: [{ cidr: 'fd00:10:98::/64', blockSize: 64 }] },
      'pools[0].blockSize must be an integer from 116 to 128, is 64',
    ],
    [{ pools: [{ cidr: lower, blockSize: 122 }] }, 'pools[0].blockSize must be an integer from 20 to 32, is 122'],
    [
      { pools: [{ cidr: '10.99.0.0/16' }] },
      'pools[0].cidr 10.99.0.0/16 is not inside the podSubnet 10.98.0.0/16,fd00:10:98::/56 of the kind config',
    ],
    [
      { pools: [{ cidr: lower, nodeSelector: 'rack = rack0' }] },
      "pools[0].nodeSelector 'rack = rack0' is no selector of Calico's; write all(), or such as rack == 'rack0' && !has(edge)",
    ],
  ])('%o', ([options, line]) => {
    expect(refusal(() => settings(options))).toEqual([`calico options ${line}`])
  })
})

test("pods have the least of the tunnels' MTUs", () => {
  expect(calicoMtu(settings({ vxlan: 'Always' }), 1500)).toEqual({ pod: 1430, ipip: 1480, vxlan: 1450, vxlanV6: 1430 })
  const mixed = settings({
    pools: [
      { cidr: lower, ipip: 'Always' },
      { cidr: upper, vxlan: 'Always' },
    ],
  })
  expect(calicoMtu(mixed, 9000).pod).toBe(8950)
})

test('a further block is none that is taken; of a full pool there is none', () => {
  const pool = { cidr: '10.98.0.0/24', blockSize: 26 }
  const taken = new Set<string>()
  for (let left = 4; left > 0; left--) {
    const block = freeBlock(pool, 'worker', taken) ?? ''
    expect(taken.has(block)).toBe(false)
    taken.add(block)
  }
  expect(taken).toEqual(new Set(['10.98.0.0/26', '10.98.0.64/26', '10.98.0.128/26', '10.98.0.192/26']))
  expect(freeBlock(pool, 'worker', taken)).toBeUndefined()
})

test("a node's MAC is the one that real Calico gave it", () => {
  expect(vxlanMac('calico-ipip-crosssubnet-control-plane', 4)).toBe('66:b9:0b:ca:f5:a3')
  expect(vxlanMac('calico-ipip-crosssubnet-worker2', 4)).toBe('66:c6:88:95:be:c9')
  expect(vxlanMac('calico-ipip-crosssubnet-worker2', 6)).not.toBe('66:c6:88:95:be:c9')
})
