import { expect, test } from 'vitest'
import { placesOf, podNamespaceOf, podPlaces } from '../../../../src/engine/kind/places.ts'
import { cluster, fabric, recordedPod } from '../../reference-lab.ts'
import { lab } from './kind-lab.ts'

const builtIn = placesOf({ cluster, fabric })
const byContainerlab = placesOf({ cluster, fabric }, 'containerlab')

test.for([
  ["Kubernetes' name", `${lab}-worker2`, 'worker2', 'worker2'],
  ['the short name', 'worker2', 'worker2', 'worker2'],
  ['the alias of containerlab', 'server3', 'worker2', 'worker2'],
  ['the control plane', 'server1', 'control-plane', 'control-plane'],
  ['the gateway', 'gw0', 'gw0', 'gw0'],
  ['a bridge', 'br-pool1', 'fabric', '_host'],
  ['what is beyond the lab', 'outside', 'outside', '_host'],
] as const)('%s: %s is in %s, wired by containerlab in %s', ([, name, own, host]) => {
  expect([builtIn.get(name), byContainerlab.get(name)]).toEqual([own, host])
})

test('before a fabric there are the nodes, and what is beyond the lab', () => {
  const bare = placesOf({ cluster, fabric: undefined }, 'containerlab')
  expect([...bare.keys()]).toEqual([
    'control-plane',
    'worker',
    'worker2',
    'worker3',
    'outside',
    ...cluster.nodes.map(({ name }) => name),
  ])
  expect(bare.get('outside')).toBe('outside')
})

test('the short names come first: they are the ones that are offered', () => {
  expect([...builtIn.keys()].slice(0, 5)).toEqual(['control-plane', 'worker', 'worker2', 'worker3', 'gw0'])
})

test('a pod is kept apart from an earlier one of its name', () => {
  const pod = { ...recordedPod, uid: 'u1' }
  expect(podNamespaceOf(pod)).toBe('pod-u1')
  expect(podPlaces([pod, { ...pod, namespace: 'other', uid: 'u2' }])).toEqual([
    ['pod/app-2g24f', 'pod-u1'],
    ['pod/other.app-2g24f', 'pod-u2'],
  ])
})
