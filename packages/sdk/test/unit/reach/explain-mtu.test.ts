import { expect, test, vi } from 'vitest'
import type { Access, Lifecycle } from '../../../src/engine/engine.ts'
import type { Cluster, Endpoint } from '../../../src/cluster/cluster.ts'
import { explainMtu, type ProbeError } from '../../../src/reach/explain-mtu.ts'

vi.mock('../../../src/loss/look-at-lab.ts', () => ({ lookAtLab: async () => ({ places: {} }) }))
vi.mock('../../../src/trace/trace-along.ts', () => ({
  traceAlong: async () => ({
    from: 'a',
    to: 'b',
    outcome: 'lost',
    forward: { direction: 'forward', hops: [], lost: { place: 'gw0' } },
    causes: [],
  }),
}))

const cluster = { internals: {} as Access & Lifecycle } as Cluster
const end = (place: string, address: string): Endpoint => ({ place, address, addresses: [address], cluster })

function explain(errors: readonly ProbeError[]) {
  const ends = { from: end('a', '10.0.0.1'), to: end('b', '10.0.0.2') }
  return explainMtu(cluster, { ...ends, packetBytes: 1401, errors, prediction: undefined, timeoutMs: 100 })
}

const ofRouter = { from: '10.1.0.1', text: 'Frag needed and DF set (mtu = 1400)', bytes: 1425 }

test('whoever states a smaller MTU refuses this size', async () => {
  expect(await explain([ofRouter])).toEqual(['1401 bytes: 10.1.0.1 says Frag needed and DF set (mtu = 1400)'])
})

test.for([
  { from: 'a', text: 'message too long, mtu=1450', bytes: 1500 },
  { from: 'a', text: 'Message too long', bytes: 1500 },
])('what another probe heard is no word about this size: $text', async (error) => {
  expect(await explain([error])).toEqual(['1401 bytes: lost on the way there, in gw0: no tap saw it, without a word'])
  expect(await explain([error, ofRouter])).toHaveLength(1)
})

test('what was said without an MTU counts for its own size', async () => {
  expect(await explain([{ from: 'a', text: 'Message too long', bytes: 1401 }])).toEqual([
    '1401 bytes: a says Message too long',
  ])
})
