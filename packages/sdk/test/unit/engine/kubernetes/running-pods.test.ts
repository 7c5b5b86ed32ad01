import { expect, test } from 'vitest'
import { runningPods } from '../../../../src/engine/kubernetes/running-pods.ts'
import type { KubernetesPod } from '../../../../src/kubernetes/pod/kubernetes-pod.ts'
import { fakeKubernetes } from '../kind/fake-kubernetes.ts'
import { recordedPods, shortNameOf } from './recorded.ts'

const namesOf = async (pods: readonly KubernetesPod[]): Promise<string[]> =>
  (await runningPods(fakeKubernetes({ pods }).kubernetes, shortNameOf)).map(({ node, name }) => `${node} ${name}`)

const [app] = recordedPods.filter(({ metadata }) => metadata.name === 'app-2g24f')
if (app === undefined) throw new TypeError('the recording has no app-2g24f')
const podOf = (change: (pod: KubernetesPod) => Partial<KubernetesPod>): KubernetesPod => ({ ...app, ...change(app) })
const podAt = (nodeName: string, namespace: string, name: string): KubernetesPod =>
  podOf(({ metadata, spec }) => ({ metadata: { ...metadata, namespace, name }, spec: { ...spec, nodeName } }))

test('the recorded pods, those in the network of their node left out', async () => {
  expect(await namesOf(recordedPods)).toEqual([
    'control-plane app-2g24f',
    'control-plane calico-kube-controllers-68cdd7cfff-hwd6d',
    'control-plane coredns-66bc5c9577-5cpsk',
    'control-plane coredns-66bc5c9577-d76dq',
    'worker app-zc88l',
    'worker2 app-n58pz',
    'worker3 app-2nmtn',
  ])
})

test('in the order of node, namespace and name; numbers count as such', async () => {
  const pods = [
    podAt('worker10', 'default', 'a'),
    podAt('worker2', 'b', 'a'),
    podAt('worker2', 'a', 'app-10'),
    podAt('worker', 'z', 'z'),
    podAt('worker2', 'a', 'app-9'),
  ]
  expect(await namesOf(pods)).toEqual(['worker z', 'worker2 app-9', 'worker2 app-10', 'worker2 a', 'worker10 a'])
})

test.for([
  ['one in the network of its node', podOf(({ spec }) => ({ spec: { ...spec, hostNetwork: true } }))],
  ['one that is pending', podOf(({ status }) => ({ status: { ...status, phase: 'Pending' } }))],
  ['one that has ended', podOf(({ status }) => ({ status: { ...status, phase: 'Succeeded' } }))],
  ['one without an address', podOf(() => ({ status: { phase: 'Running' } }))],
  [
    'one that is being deleted',
    podOf(({ metadata }) => ({ metadata: { ...metadata, deletionTimestamp: '2026-11-22T22:44:03Z' } })),
  ],
] as const)('%s is left out', async ([, pod]) => {
  expect(await namesOf([app])).toEqual(['control-plane app-2g24f'])
  expect(await namesOf([pod])).toEqual([])
})
