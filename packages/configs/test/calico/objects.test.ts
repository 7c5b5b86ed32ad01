import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCalico } from '../../src/index.ts'
import { recorded } from '../cni-manifest.ts'

const LAB = 'calico-ipip-crosssubnet'
const RECORDED = { ippools: recorded('ippools'), nodes: recorded('nodes') }
const pool = (cidr: string, spec: object = {}) => ({ spec: { cidr, ipipMode: 'CrossSubnet', ...spec } })
const node = (name: string, address = '10.1.5.10/24') => ({
  metadata: { name, annotations: { 'projectcalico.org/IPv4Address': address } },
})
const affinity = (name: string, cidr: string, spec: object = {}) => ({ spec: { node: name, cidr, ...spec } })

test.for(['blockaffinities', 'ipamblocks'])('the recorded cluster, by its %s', (name) => {
  expect(readCalico({ ...RECORDED, blockAffinities: recorded(name) })).toEqual({
    name: 'calico',
    podCidr: '10.98.0.0/16',
    ipip: 'Never',
    vxlan: 'CrossSubnet',
    tunnel: { device: 'vxlan.calico', encapsulation: 'vxlan', port: 4789 },
    pools: [
      {
        cidr: '10.98.0.0/16',
        ipip: 'Never',
        vxlan: 'CrossSubnet',
        natOutgoing: true,
        tunnel: { device: 'vxlan.calico', encapsulation: 'vxlan', port: 4789 },
      },
    ],
    nodes: {
      [`${LAB}-control-plane`]: { address: '10.1.5.10/24', blocks: ['10.98.81.0/26'] },
      [`${LAB}-worker`]: { address: '10.1.5.11/24', blocks: ['10.98.85.128/26'] },
      [`${LAB}-worker2`]: { address: '10.1.8.10/24', blocks: ['10.98.193.192/26'] },
      [`${LAB}-worker3`]: { address: '10.1.8.11/24', blocks: ['10.98.241.128/26'] },
    },
  })
})

test.for([
  [{ ipipMode: 'Always' }, { device: 'tunl0', encapsulation: 'ipip' }],
  [
    { ipipMode: 'Never', vxlanMode: 'Always' },
    { device: 'vxlan.calico', encapsulation: 'vxlan', port: 4789 },
  ],
  [{ ipipMode: 'Never' }, undefined],
  [{ ipipMode: '', vxlanMode: '' }, undefined],
] as const)('the tunnel of a pool with %o', ([spec, tunnel]) => {
  const model = readCalico({ ippools: [pool('10.98.0.0/16', spec)], nodes: [], blockAffinities: [] })
  expect(model?.podCidr).toBe('10.98.0.0/16')
  expect(model?.tunnel).toEqual(tunnel)
})

describe('of several pools', () => {
  const two = [pool('10.98.0.0/16'), pool('10.99.0.0/16')]

  test('the one with the blocks of most nodes, with its own blocks only', () => {
    const blockAffinities = [
      affinity('a', '10.98.0.0/26'),
      affinity('a', '10.98.0.64/26'),
      affinity('a', '10.99.0.0/26'),
      affinity('b', '10.99.0.64/26'),
    ]
    const model = readCalico({ ippools: two, nodes: [node('a'), node('b')], blockAffinities })
    expect(model?.podCidr).toBe('10.99.0.0/16')
    expect(model?.nodes).toEqual({
      a: { address: '10.1.5.10/24', blocks: ['10.99.0.0/26'] },
      b: { address: '10.1.5.10/24', blocks: ['10.99.0.64/26'] },
    })
  })

  test('of equals the first', () => {
    expect(readCalico({ ippools: two, nodes: [], blockAffinities: [] })?.podCidr).toBe('10.98.0.0/16')
  })

  test.for([
    ['disabled', pool('10.97.0.0/16', { disabled: true })],
    ['IPv6', pool('fd00::/48')],
    ['for load balancers', pool('10.97.0.0/16', { allowedUses: ['LoadBalancer'] })],
    ['of an unknown mode', pool('10.97.0.0/16', { ipipMode: 'Sometimes' })],
    ['no pool', { spec: 7 }],
  ] as const)('none that is %s', ([, first]) => {
    expect(readCalico({ ippools: [first, ...two], nodes: [], blockAffinities: [] })?.podCidr).toBe('10.98.0.0/16')
    expect(readCalico({ ippools: [first], nodes: [], blockAffinities: [] })).toBeUndefined()
  })
})

test('blocks that are going, a load balancer has, or that stand twice, do not count', () => {
  const blockAffinities = [
    affinity('a', '10.98.0.0/26', { deleted: 'true' }),
    affinity('a', '10.98.0.64/26', { state: 'pendingDeletion' }),
    affinity('a', '10.98.0.128/26', { type: 'virtual' }),
    { spec: { affinity: 'node:a', cidr: '10.98.0.192/26' } },
    { spec: { affinity: 'host:a', cidr: '10.98.1.0/26', deleted: true } },
    { spec: { affinity: 'host:a', cidr: '10.98.1.64/26', deleted: false } },
    affinity('a', '10.98.1.64/26', { state: 'confirmed', type: 'host', deleted: 'false' }),
  ]
  const nodes = [node('a'), node('b', 'none'), { metadata: { name: 'c' } }]
  const model = readCalico({ ippools: [pool('10.98.0.0/16')], nodes, blockAffinities })
  expect(model?.nodes).toEqual({ a: { address: '10.1.5.10/24', blocks: ['10.98.1.64/26'] } })
})

test('anything else is left out', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (ippools, nodes, blockAffinities) => {
      const some = { ippools: [ippools, pool('10.98.0.0/16')], nodes: [nodes], blockAffinities: [blockAffinities] }
      expect(readCalico(some)?.podCidr).toBe('10.98.0.0/16')
      expect(() => readCalico({ ippools, nodes, blockAffinities })).not.toThrow()
    }),
    { numRuns: 200 },
  )
  const own = readCalico({ ippools: [pool('10.98.0.0/16')], nodes: [node('__proto__')], blockAffinities: [] })
  expect(Object.keys(own?.nodes ?? {})).toEqual(['__proto__'])
})

test('thousands of pools and blocks are read soon', { timeout: 10_000 }, () => {
  const range = Array.from({ length: 5000 }, (_, i) => i)
  const ippools = range.map((i) => pool(`11.${i >> 8}.${i & 255}.0/24`))
  const blockAffinities = range.map((i) => affinity(`n${i}`, `11.${i >> 8}.${i & 255}.0/26`))
  const model = readCalico({ ippools, nodes: range.map((i) => node(`n${i}`)), blockAffinities })
  expect(Object.keys(model?.nodes ?? {})).toHaveLength(5000)
})
