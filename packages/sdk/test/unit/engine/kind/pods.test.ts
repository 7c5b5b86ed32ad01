import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { podsOf } from '../../../../src/engine/kind/pods.ts'
import { EngineError } from '../../../../src/errors.ts'
import type { Host } from '../../../../src/host/host.ts'
import type { Kubernetes } from '../../../../src/kubernetes/kubernetes.ts'
import type { KubernetesPod } from '../../../../src/kubernetes/pod/kubernetes-pod.ts'
import { fakeHost, type FakeAnswer } from '../../fake-host.ts'
import { rejection } from '../../refusal.ts'
import { recordedPods, shortNameOf } from '../kubernetes/recorded.ts'
import { fakeKubernetes } from './fake-kubernetes.ts'

const apps = recordedPods.filter(({ metadata }) => metadata.name.startsWith('app-'))
const { kubernetes } = fakeKubernetes({ pods: recordedPods })
const onlyApps = fakeKubernetes({ pods: apps }).kubernetes

/** Each pod's eth0 is the other end of the interface with index 10 on its node; eth1's other end is elsewhere. */
function links(_: readonly string[], namespace: string): FakeAnswer {
  const inPod = [
    { ifindex: 1, ifname: 'lo' },
    { ifindex: 4, ifname: 'eth1', link_index: 11 },
    { ifindex: 3, ifname: 'eth0', link_index: 10 },
  ]
  const onNode = [
    { ifindex: 11, ifname: 'cali-other' },
    { ifindex: 10, ifname: `cali-${namespace}`, link_index: 3 },
  ]
  return { stdout: JSON.stringify(namespace.startsWith('pod-') ? inPod : onNode) }
}

test('the pods with the node’s end of their veth pair, found by its index', async () => {
  const { host, spawned } = fakeHost(links)
  const { pods } = await podsOf(onlyApps, host, shortNameOf, async () => [])
  expect(pods.map(({ name, node, hostInterface }) => [name, node, hostInterface])).toEqual([
    ['app-2g24f', 'control-plane', 'cali-control-plane'],
    ['app-zc88l', 'worker', 'cali-worker'],
    ['app-n58pz', 'worker2', 'cali-worker2'],
    ['app-2nmtn', 'worker3', 'cali-worker3'],
  ])
  expect(pods[0]).toEqual({
    name: 'app-2g24f',
    namespace: 'default',
    node: 'control-plane',
    ip: '10.98.81.4',
    ips: ['10.98.81.4'],
    labels: expect.objectContaining({ app: 'app' }),
    owner: 'app',
    hostInterface: 'cali-control-plane',
  })
  expect(spawned).toHaveLength(8)
})

test('namespaces are attached by the UIDs of the pods, before they are looked into', async () => {
  const { host, spawned } = fakeHost(links)
  const asked: { readonly name: string; readonly uid: string }[] = []
  const { places } = await podsOf(kubernetes, host, shortNameOf, async (namespaces) => {
    expect(spawned).toEqual([])
    asked.push(...namespaces)
    return []
  })
  const uid = apps.find(({ metadata }) => metadata.name === 'app-2g24f')?.metadata.uid ?? ''
  expect(asked).toContainEqual({ name: `pod-${uid}`, uid })
  expect(asked).toHaveLength(7)
  expect(new Map(places).get('pod/app-2g24f')).toBe(`pod-${uid}`)
  expect(places.map(([place]) => place)).toContain('pod/kube-system.coredns-66bc5c9577-5cpsk')
})

test('each node is looked at once, however many pods it has', async () => {
  const { host, spawned } = fakeHost(links)
  await podsOf(kubernetes, host, shortNameOf, async () => [])
  const onNodes = spawned.filter(({ namespace }) => !namespace.startsWith('pod-'))
  expect(onNodes.map(({ namespace }) => namespace).toSorted()).toEqual([
    'control-plane',
    'worker',
    'worker2',
    'worker3',
  ])
})

test('a pod whose CNI has a bridge has no interface of its own on the node', async () => {
  const { host } = fakeHost((argv, namespace) =>
    namespace.startsWith('pod-') ? { stdout: '[{"ifindex":2,"ifname":"eth0"}]' } : links(argv, namespace),
  )
  const { pods } = await podsOf(onlyApps, host, shortNameOf, async () => [])
  expect(pods.map(({ hostInterface }) => hostInterface)).toEqual([undefined, undefined, undefined, undefined])
})

const isGone = ({ metadata }: KubernetesPod): boolean => metadata.name === 'app-zc88l'
const gone = `pod-${apps.find(isGone)?.metadata.uid}`

/** Lists what is given, one list after the other; the last one stays. */
function listing(...lists: readonly (readonly KubernetesPod[])[]): Pick<Kubernetes, 'pods'> {
  const ahead = [...lists]
  return { pods: async () => (ahead.length > 1 ? ahead.shift() : ahead[0]) ?? [] }
}

test('a pod that has ended since it was listed is left out', async () => {
  const { host, spawned } = fakeHost(links)
  const others = apps.filter((pod) => !isGone(pod))
  const { pods, places } = await podsOf(listing(apps, others), host, shortNameOf, async () => [gone])
  expect(pods.map(({ name }) => name)).toEqual(['app-2g24f', 'app-n58pz', 'app-2nmtn'])
  expect(places.map(([place]) => place)).not.toContain('pod/app-zc88l')
  expect(spawned.map(({ namespace }) => namespace)).not.toContain(gone)
})

test('so is one that is being deleted', async () => {
  const leaving = apps.map((pod) =>
    isGone(pod) ? { ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-03-02T08:04:50Z' } } : pod,
  )
  const { pods } = await podsOf(listing(apps, leaving), fakeHost(links).host, shortNameOf, async () => [gone])
  expect(pods).toHaveLength(3)
})

test('a pod that runs, and whose network is not found, is no pod to leave out', async () => {
  const looking = podsOf(listing(apps), fakeHost(links).host, shortNameOf, async () => [gone])
  const { message, fix } = await rejection(looking, EngineError)
  expect(message).toContain("the network of pod/app-zc88l is not to be found on the nodes' machine")
  expect(fix).toBe('ask again in a moment')
})

test.for([
  ['everywhere', ''],
  ['in pods only', 'pod-'],
])('a host that is lost %s is told once: no rejection is left behind', async ([, where = '']) => {
  const left: unknown[] = []
  const onLeft = (reason: unknown): void => void left.push(reason)
  process.on('unhandledRejection', onLeft)
  onTestFinished(() => void process.off('unhandledRejection', onLeft))
  const lost = new EngineError('the lab is gone')
  const { host } = fakeHost(links)
  const spawn: Host['spawn'] = (namespace, argv, options) => {
    const process = host.spawn(namespace, argv, options)
    if (!namespace.startsWith(where)) return process
    const exited = Promise.reject(lost)
    exited.catch(() => {})
    return { ...process, exited }
  }
  const looking = podsOf(onlyApps, { ...host, spawn }, shortNameOf, async () => [])
  expect(await rejection(looking, EngineError)).toBe(lost)
  await wait(20)
  expect(left).toEqual([])
})

test('where nothing runs nothing is asked', async () => {
  const { host, spawned } = fakeHost(links)
  const found = await podsOf(fakeKubernetes().kubernetes, host, shortNameOf, async () => [])
  expect(found).toEqual({ pods: [], places: [] })
  expect(spawned).toEqual([])
})
