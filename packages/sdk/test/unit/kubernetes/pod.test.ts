import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { KubernetesPod } from '../../../src/kubernetes/pod/kubernetes-pod.ts'
import { ownerOf } from '../../../src/kubernetes/pod/owner.ts'
import { podRecords } from '../../../src/kubernetes/pod/pod-records.ts'
import { troubleOf } from '../../../src/kubernetes/rollout/pod-trouble.ts'

const recorded = JSON.parse(readFileSync(new URL('fixtures/pods.json', import.meta.url), 'utf8')) as {
  readonly items: readonly KubernetesPod[]
}
const shortNameOf = (node: string) => node.replace('calico-ipip-crosssubnet-', '')
const records = podRecords(recorded.items, shortNameOf)

test('a pod of a real cluster is read', () => {
  expect(records[0]).toEqual({
    name: 'app-2g24f',
    namespace: 'default',
    node: expect.stringMatching(/^(control-plane|worker[23]?)$/),
    ip: recorded.items[0]?.status?.podIP,
    ips: [recorded.items[0]?.status?.podIP],
    uid: recorded.items[0]?.metadata.uid,
    labels: expect.objectContaining({ app: 'app' }),
    owner: 'app',
    hostNetwork: false,
    phase: 'Running',
    ready: true,
  })
})

test('the owner is the workload: of a ReplicaSet the Deployment, of a static pod none', () => {
  const owners = Object.fromEntries(records.map(({ name, owner }) => [name.replace(/-[a-z0-9]{5}$/, ''), owner]))
  expect(owners).toEqual({
    app: 'app',
    'calico-kube-controllers-68cdd7cfff': 'calico-kube-controllers',
    'calico-node': 'calico-node',
    'coredns-66bc5c9577': 'coredns',
    'kube-proxy': 'kube-proxy',
    'etcd-calico-ipip-crosssubnet-control': '',
    'kube-apiserver-calico-ipip-crosssubnet-control': '',
    'kube-controller-manager-calico-ipip-crosssubnet-control': '',
    'kube-scheduler-calico-ipip-crosssubnet-control': '',
  })
})

test('pods on the network of their node are told apart', () => {
  const host = records.filter(({ hostNetwork }) => hostNetwork).map(({ name }) => name.split('-')[0])
  expect([...new Set(host)]).toEqual(['calico', 'etcd', 'kube'])
})

const pod = (rest: object) => ({ metadata: { name: 'a', uid: '1' }, spec: {}, ...rest }) as unknown as KubernetesPod

test('a pod that is not scheduled has no node and no address', () => {
  expect(podRecords([pod({})], () => 'never asked')).toEqual([
    expect.objectContaining({ namespace: 'default', node: '', ip: '', owner: '', phase: 'Unknown', ready: false }),
  ])
})

const owned = (owner: object) => ownerOf(pod({ metadata: { ownerReferences: [owner] } }))

test('a bare ReplicaSet, and an owner that does not control, are none', () => {
  expect(owned({ kind: 'ReplicaSet', name: 'web', controller: true })).toBeUndefined()
  expect(owned({ kind: 'DaemonSet', name: 'web' })).toBeUndefined()
  expect(owned({ kind: 'StatefulSet', name: 'db', controller: true })).toEqual({ kind: 'StatefulSet', name: 'db' })
})

test('ready pods of a real cluster have no trouble', () => {
  expect(recorded.items.map(troubleOf)).toEqual(recorded.items.map(() => undefined))
})

const waiting = (reason: string, message?: string) => ({
  name: 'c',
  image: 'i:1',
  state: { waiting: { reason, message } },
})
test.for([
  [
    { containerStatuses: [waiting('ErrImageNeverPull', 'not present')] },
    'ErrImageNeverPull',
    'not present',
    'i:1',
    true,
  ],
  [{ containerStatuses: [waiting('InvalidImageName')] }, 'InvalidImageName', '', 'i:1', true],
  [{ containerStatuses: [waiting('CreateContainerConfigError')] }, 'CreateContainerConfigError', '', 'i:1', true],
  [{ containerStatuses: [waiting('ImagePullBackOff', 'back-off')] }, 'ImagePullBackOff', 'back-off', 'i:1', false],
  [
    {
      initContainerStatuses: [waiting('CrashLoopBackOff', 'back-off 10s')],
      containerStatuses: [waiting('PodInitializing')],
    },
    'CrashLoopBackOff',
    'back-off 10s',
    'i:1',
    false,
  ],
  [
    { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes' }] },
    'Unschedulable',
    '0/1 nodes',
    '',
    false,
  ],
  [
    { containerStatuses: [{ name: 'c', image: 'i:1', state: { terminated: { exitCode: 7, reason: 'Error' } } }] },
    'Error',
    'container c: exit code 7',
    'i:1',
    false,
  ],
  [
    { phase: 'Running', containerStatuses: [{ name: 'c', image: 'i:1', ready: false, state: { running: {} } }] },
    'NotReady',
    'container c runs, and is not ready',
    'i:1',
    false,
  ],
  [{ phase: 'Pending' }, 'Pending', '', '', false],
] as const)('the trouble of a pod: %j', ([status, reason, message, image, hopeless]) => {
  expect(troubleOf(pod({ status }))).toEqual({ reason, message, image, hopeless })
})

test('a pod that has done its work has no trouble', () => {
  expect(troubleOf(pod({ status: { phase: 'Succeeded' } }))).toBeUndefined()
})
