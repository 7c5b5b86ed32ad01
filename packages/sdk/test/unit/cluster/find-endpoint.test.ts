import { expect, test } from 'vitest'
import { clusterOf } from '../../../src/cluster/cluster.ts'
import { findEndpoint } from '../../../src/cluster/find-endpoint.ts'
import { UnknownNameError } from '../../../src/errors.ts'
import { cluster as model, fabric, recordedPod } from '../reference-lab.ts'
import { fakeEngine } from './fake-engine.ts'

const { lab } = fakeEngine('netns')
const cluster = clusterOf(
  { ...lab, model: () => ({ ...lab.model(), fabric }), pods: async () => [recordedPod] },
  'visitor',
)

test.for([
  ['worker2', 'worker2', '10.1.8.10'],
  ['server3', 'worker2', '10.1.8.10'],
  [model.nodes[2]?.name ?? '', 'worker2', '10.1.8.10'],
  ['gw0', 'gw0', '10.1.5.1'],
  ['pod/app-2g24f', 'pod/app-2g24f', '10.98.81.4'],
  ['outside', 'outside', '172.20.20.1'],
  ['br-pool0', 'br-pool0', ''],
] as const)('%s is the place %s', async ([name, place, address]) => {
  expect(await findEndpoint(cluster, name)).toMatchObject({ place, address })
})

test.for([
  ['wroker2', 'did you mean worker2?'],
  ['app-2g24f', 'did you mean pod/app-2g24f?'],
  [
    'printer',
    'one of control-plane, worker, worker2, worker3, gw0, br-pool0, br-pool1, outside, and 1 more: underlay inspect',
  ],
] as const)('%s is none: %s', async ([name, fix]) => {
  await expect(findEndpoint(cluster, name)).rejects.toThrow(UnknownNameError)
  await expect(findEndpoint(cluster, name)).rejects.toThrow(`no place is named ${name}\n  fix: ${fix}`)
})

test('a name with an escape sequence does not reach the terminal as one', async () => {
  await expect(findEndpoint(cluster, 'a\u001B[2J')).rejects.toThrow(String.raw`no place is named "a\u001b[2J"`)
})

test('a cluster of others has no outside', async () => {
  const existing = clusterOf({ ...fakeEngine('existing').lab, pods: async () => [] }, 'visitor')
  await expect(findEndpoint(existing, 'outside')).rejects.toThrow('no place is named outside')
})
