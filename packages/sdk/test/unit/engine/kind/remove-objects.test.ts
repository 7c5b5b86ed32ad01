import { clusterIpService, daemonSet, pod as podObject } from '@underlay/configs'
import { expect, test } from 'vitest'
import { removeAndAwait, removePodAndAwait } from '../../../../src/engine/kind/remove-objects.ts'
import { LabStateError, LabTimeoutError } from '../../../../src/errors.ts'
import { awaitPods } from '../../../../src/kubernetes/rollout/await-pods.ts'
import type { KubernetesPod } from '../../../../src/kubernetes/pod/kubernetes-pod.ts'
import { fakeKubernetes } from './fake-kubernetes.ts'
import { rejection } from '../../refusal.ts'

function pod(name: string, { uid = name, owner = '', ready = true } = {}): KubernetesPod {
  const references =
    owner === '' ? {} : { ownerReferences: [{ kind: 'DaemonSet', name: owner, uid: owner, controller: true }] }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid, resourceVersion: '1', ...references },
    spec: { nodeName: 'lab-worker', containers: [] },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  } as KubernetesPod
}

/** A cluster whose pods are those of `before`, and after the removal, one change a time, those of `after`. */
function cluster(before: readonly KubernetesPod[], ...after: (readonly KubernetesPod[])[]) {
  const { kubernetes } = fakeKubernetes({ pods: before })
  const removed: string[] = []
  const seen: string[] = []
  const api: typeof kubernetes = {
    ...kubernetes,
    remove: async (objects) => void removed.push(...objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)),
    watchUntil: async (_, predicate, { what, timeoutMs, describe }) => {
      for (const pods of after) {
        if (predicate(pods)) return pods
        seen.push(describe(pods))
      }
      throw new LabTimeoutError(what, timeoutMs, describe(after.at(-1) ?? before))
    },
  }
  return { api, removed, seen }
}

const how = { timeoutMs: 1000 }
const own = { owner: 'app' }

test('objects are gone when their pods are', async () => {
  const [a, b, other] = [pod('app-1', own), pod('app-2', own), pod('else', { owner: 'web' })]
  const { api, removed, seen } = cluster([a, b, other], [a, other], [other])
  await removeAndAwait(api, [daemonSet('app'), clusterIpService('app', { port: 80 })], how)
  expect(removed).toEqual(['DaemonSet app', 'Service app'])
  expect(seen).toEqual(['app-1 are still there'])
})

test('what has no pods is not waited for', async () => {
  const { api, removed } = cluster([pod('app-1', own)])
  await removeAndAwait(api, [clusterIpService('app', { port: 80 })], how)
  expect(removed).toEqual(['Service app'])
})

test('a pod of a set is gone when as many are ready as before', async () => {
  const [a, b] = [pod('app-1', own), pod('app-2', own)]
  const { api, removed, seen } = cluster(
    [a, b],
    [a, b],
    [b],
    [b, pod('app-3', { ...own, ready: false })],
    [b, pod('app-3', own)],
  )
  await removePodAndAwait(api, { namespace: 'default', name: 'app-1' }, how)
  expect(removed).toEqual(['Pod app-1'])
  expect(seen).toEqual(['it is there, 2 of 2 ready', 'it is gone, 1 of 2 ready', 'it is gone, 1 of 2 ready'])
})

test('a pod by itself is gone for good', async () => {
  const { api } = cluster([pod('own')], [])
  await expect(removePodAndAwait(api, { namespace: 'default', name: 'own' }, how)).resolves.toBeUndefined()
})

test('a pod that is not there is an error, and nothing is removed', async () => {
  const { api, removed } = cluster([pod('own')])
  const { message } = await rejection(
    removePodAndAwait(api, { namespace: 'default', name: 'other' }, how),
    LabStateError,
  )
  expect(message).toContain('no pod is named default/other')
  expect(removed).toEqual([])
})

test('a Pod is awaited until it is ready', async () => {
  const { api, seen } = cluster([], [], [pod('own', { ready: false })], [pod('own')])
  await awaitPods(api, [podObject('own'), daemonSet('app')], how)
  expect(seen[0]).toBe('default/own: does not exist')
  expect(seen).toHaveLength(2)
})
