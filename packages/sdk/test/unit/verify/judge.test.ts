import type { Endpoint, Cluster } from '../../../src/cluster/cluster.ts'
import type { LabModel } from '../../../src/engine/engine.ts'
import { expect, test } from 'vitest'
import { judgeAddresses } from '../../../src/verify/judge-addresses.ts'
import { notRunning } from '../../../src/bgp/session.ts'
import { judgeSessions } from '../../../src/verify/judge-bgp.ts'
import { judgeSize } from '../../../src/verify/judge-sizes.ts'
import { judgeAnswer } from '../../../src/verify/judge-way.ts'
import { verifyLab } from '../../../src/verify/verify-lab.ts'
import { aCluster } from './a-cluster.ts'

const end = (name: string, address: string) => {
  const endpoint: Endpoint = { place: name, address, addresses: [address], cluster: {} as Cluster }
  return { name, node: name, address, taps: [`${name}:net0`], endpoint }
}
const direction = { from: end('a', '10.1.0.1'), to: end('b', '10.1.0.2'), family: 4 } as const

const answer = (received: number) => ({ address: '10.1.0.2', transmitted: 2, received })

test.for([
  ['pass', 'documents', 1, 0, '1500 bytes pass, one more does not'],
  ['fail', 'documents', 0, 0, '1500 bytes do not pass, predicted they do'],
  ['fail', 'documents', 1, 1, '1501 bytes pass, expected at most 1500'],
  ['pass', 'devices', 1, 0, '1500 bytes, the MTU of both ends’ devices, pass, one more does not'],
  ['inconclusive', 'devices', 0, 0, 'do not pass, and no document says what should'],
] as const)('size: %s by %s when %i at the limit and %i above are answered', ([outcome, by, fits, above, text]) => {
  const sized = { limit: { bytes: 1500, by }, fits: answer(fits), above: answer(above) }
  const judged = judgeSize(direction, sized)
  expect([judged.outcome, judged.from, judged.to]).toEqual([outcome, 'a', 'b'])
  expect(judged.summary).toContain(text)
})

test('a size that nobody predicts is open, with the reason', () => {
  expect(judgeSize({ ...direction, unknown: 'in no document' }, undefined)).toMatchObject({
    outcome: 'inconclusive',
    summary: 'a → b: in no document',
  })
})

test('who is answered is reached; who is not is lost where the taps say', () => {
  const answered = { address: '10.1.0.2', transmitted: 1, received: 1 }
  const trace = {
    from: 'a',
    to: 'b',
    outcome: 'lost',
    forward: { direction: 'forward', hops: [], lost: { place: 'a' } },
  } as const
  expect(judgeAnswer(direction, answered, trace).outcome).toBe('pass')
  expect(judgeAnswer(direction, { ...answered, received: 0 }, trace)).toMatchObject({
    outcome: 'fail',
    summary: 'a → b: icmp is not answered, lost on the way there, in a: no tap saw it',
  })
  expect(judgeAnswer(direction, undefined, trace).outcome).toBe('inconclusive')
})

test('sessions: each its own, none where none is wanted is absent, none where the mesh is one is open', () => {
  const session = { node: 'a', name: 'Mesh', neighbor: '10.1.0.2', remoteAs: 64512, localAs: 64512, prefixesSent: 1 }
  const judged = judgeSessions(
    [
      { ...session, state: 'Established', prefixesReceived: 3 },
      { ...session, state: 'Connect', prefixesReceived: 0 },
      notRunning('b', 'BIRD'),
    ],
    true,
  )
  expect(judged.map((one) => 'outcome' in one && [one.outcome, one.summary])).toEqual([
    ['pass', 'a: BGP to 10.1.0.2 (AS 64512) is established, 3 prefixes'],
    ['fail', 'a: BGP to 10.1.0.2 (AS 64512) is Connect'],
    ['fail', 'b: BIRD does not run'],
  ])
  expect(judgeSessions([], false)).toEqual([{ layer: 'bgp', reason: 'neither the CNI nor a gateway has BGP' }])
  expect(judgeSessions([], true)).toMatchObject([{ outcome: 'inconclusive' }])
})

const model = (recorded: string | undefined, wired: readonly string[]): LabModel =>
  ({
    cluster: { nodes: [{ name: 'lab-a', shortName: 'a', nodeIps: ['10.1.0.1'] }] },
    fabric:
      wired.length === 0
        ? undefined
        : { servers: [{ node: 'lab-a', addresses: wired.map((address) => ({ address })) }] },
    cni: { name: 'calico', nodes: recorded === undefined ? {} : { 'lab-a': { address: recorded, blocks: [] } } },
  }) as unknown as LabModel

test.for([
  ['pass', '10.1.0.1/24', ['10.1.0.1/24'], ['10.1.0.1/24'], 'a: calico records 10.1.0.1/24, as declared'],
  ['pass', '10.1.0.1', ['10.1.0.1/24'], ['10.1.0.1/24'], 'as declared'],
  [
    'fail',
    '172.18.0.2/16',
    ['10.1.0.1/24'],
    ['10.1.0.1/24'],
    'calico records 172.18.0.2/16 for a, declared is 10.1.0.1/24',
  ],
  ['fail', '10.1.0.1/32', ['10.1.0.1/24'], ['10.1.0.1/24'], 'calico records 10.1.0.1/32 for a'],
  ['fail', '10.1.0.1/24', ['10.1.0.1/24'], ['10.1.0.1/16'], 'no device of a has 10.1.0.1/24'],
  ['fail', undefined, ['10.1.0.1/24'], ['10.1.0.1/24'], 'calico records no address for a'],
  ['pass', '10.1.0.1/24', [], ['10.1.0.1/24'], 'as declared'],
  ['pass', '10.1.0.1/24', [], ['10.1.0.1/32', '10.1.0.1/24'], 'as declared'],
  ['inconclusive', '10.1.0.1/24', ['10.1.0.1/24'], undefined, 'a: its kernel was not asked'],
  ['fail', '10.1.0.1/16', [], ['10.1.0.1/24'], 'calico records 10.1.0.1/16 for a, its device has another mask'],
] as const)('addresses: %s for %s, wired %j, at the kernel %j', ([outcome, recorded, wired, kernel, text]) => {
  const [judged] = judgeAddresses(model(recorded, wired), new Map(kernel && [['a', kernel]]))
  expect(judged).toMatchObject({ outcome, summary: expect.stringContaining(text) })
})

test('of every node the kernel is asked, also where there is no pair', async () => {
  const cni = { nodes: { 'lab-a': { address: '10.1.0.1/24', blocks: [] } } }
  const devices = [
    {
      ifname: 'eth0',
      flags: ['UP'],
      mtu: 1500,
      addr_info: [{ family: 'inet', local: '10.1.0.9', prefixlen: 24, scope: 'global' }],
    },
  ]
  const { cluster } = aCluster({ nodes: { a: ['10.1.0.1'] }, cni }, () => ({ stdout: JSON.stringify(devices) }))
  const { outcome, findings } = await verifyLab(cluster, { layers: ['addresses'] })
  expect([outcome, findings[0]?.summary]).toEqual(['fail', 'no device of a has 10.1.0.1'])
})

test('without a CNI there are no addresses to judge', () => {
  const bare = { ...model('10.1.0.1', []), cni: undefined }
  expect(judgeAddresses(bare, new Map())).toEqual([{ layer: 'addresses', reason: 'no CNI that is known' }])
})
