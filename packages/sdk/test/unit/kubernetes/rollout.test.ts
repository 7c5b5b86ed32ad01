import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { LabError, LabTimeoutError } from '../../../src/errors.ts'
import type { LiveObject } from '../../../src/kubernetes/object/live-object.ts'
import { awaitRollout } from '../../../src/kubernetes/rollout/await-rollout.ts'
import { progressOf } from '../../../src/kubernetes/rollout/progress.ts'
import { fakeApi, sendEvent } from './fake-api.ts'

const live = (kind: string, status: object, spec: object = {}) =>
  ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'app', namespace: 'default', generation: 2 },
    spec,
    status,
  }) as unknown as LiveObject
const daemonSet = { observedGeneration: 2, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2 }
const deployment = { observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2 }

test.for([
  ['DaemonSet', daemonSet, {}, true, 2, 2],
  ['DaemonSet', { ...daemonSet, observedGeneration: 1 }, {}, false, 2, 2],
  ['DaemonSet', { ...daemonSet, updatedNumberScheduled: 1 }, {}, false, 1, 2],
  ['DaemonSet', { ...daemonSet, updatedNumberScheduled: 1 }, { updateStrategy: { type: 'OnDelete' } }, true, 2, 2],
  ['DaemonSet', { ...daemonSet, numberAvailable: 1 }, {}, false, 1, 2],
  ['DaemonSet', {}, {}, false, 0, 0],
  ['Deployment', deployment, { replicas: 2 }, true, 2, 2],
  ['Deployment', { ...deployment, replicas: 3 }, { replicas: 2 }, false, 2, 2],
  ['Deployment', { ...deployment, availableReplicas: undefined }, { replicas: 2 }, false, 0, 2],
  ['Deployment', { observedGeneration: 2 }, { replicas: 0 }, true, 0, 0],
  ['StatefulSet', { ...deployment, replicas: 3 }, { replicas: 2 }, true, 2, 2],
  ['StatefulSet', { ...deployment, updatedReplicas: 1 }, { replicas: 2 }, false, 1, 2],
] as const)('a %s of %j %j: done %s, %d of %d', ([kind, status, spec, done, ready, desired]) => {
  expect(progressOf(live(kind, status, spec))).toEqual({ done, ready, desired })
})

const SETS = '/apis/apps/v1/namespaces/default/daemonsets'
const PODS = '/api/v1/namespaces/default/pods'
const EVENTS = '/api/v1/namespaces/default/events'
const quiet = (response: ServerResponse) => response.writeHead(200).flushHeaders()
const pod = (name: string, rest: object = {}, owner = 'app') => ({
  metadata: {
    name,
    namespace: 'default',
    uid: name,
    ownerReferences: [{ kind: 'DaemonSet', name: owner, controller: true }],
  },
  spec: { nodeName: 'lab-worker' },
  ...rest,
})
const waitsFor = (reason: string, message?: string) => ({
  status: { containerStatuses: [{ name: 'c', image: 'app:1', state: { waiting: { reason, message } } }] },
})
const app = { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'app' } }

const cluster = (set: object, pods: readonly object[], more: Record<string, object> = {}) =>
  fakeApi({
    [`GET ${SETS}`]: { items: [set] },
    [`GET ${PODS}`]: { items: pods },
    [`GET ${EVENTS}`]: { items: [] },
    [`WATCH ${SETS}`]: quiet,
    [`WATCH ${PODS}`]: quiet,
    [`WATCH ${EVENTS}`]: quiet,
    ...more,
  })
const half = live('DaemonSet', { ...daemonSet, numberAvailable: 0 })

test('a rollout ends when the watch says so', async () => {
  const { kubernetes, seen } = await cluster(half, [], {
    [`WATCH ${SETS}`]: (response: ServerResponse) => sendEvent(response, 'MODIFIED', live('DaemonSet', daemonSet)),
  })
  const others = [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } }]
  await awaitRollout(kubernetes, [app, ...others], { timeoutMs: 5000 })
  expect(seen.filter(({ method }) => method === 'WATCH').length).toBeGreaterThan(0)
  expect(await awaitRollout(kubernetes, others, { timeoutMs: 1 })).toBeUndefined()
})

test('a timeout counts the pods and tells why the others are not ready', async () => {
  const pods = [
    pod('app-1', waitsFor('ImagePullBackOff', 'no such image')),
    pod('app-2', waitsFor('ImagePullBackOff', 'no such image')),
    pod('app-3', waitsFor('ContainerCreating')),
    pod('other-1', waitsFor('CrashLoopBackOff'), 'other'),
    { ...pod('app-0', waitsFor('CrashLoopBackOff')), metadata: { ...pod('app-0').metadata, deletionTimestamp: 'now' } },
  ]
  const event = { metadata: { name: 'e' }, involvedObject: { uid: 'app-3' }, message: 'failed to set up the network' }
  const { kubernetes } = await cluster(half, pods, { [`GET ${EVENTS}`]: { items: [event] } })
  const waiting = awaitRollout(kubernetes, [app], { timeoutMs: 300 })
  await expect(waiting).rejects.toThrow(LabTimeoutError)
  await expect(waiting).rejects.toThrow(
    'waited 300 ms for the rollout of DaemonSet default/app; last seen: DaemonSet default/app: 0 of 2 ready, ' +
      'app-1 on lab-worker and 1 more: ImagePullBackOff: no such image, ' +
      'app-3 on lab-worker: ContainerCreating: failed to set up the network',
  )
})

test('what is not there is told', async () => {
  const { kubernetes } = await cluster(half, [])
  const absent = { ...app, metadata: { name: 'absent' } }
  await expect(awaitRollout(kubernetes, [absent], { timeoutMs: 200 })).rejects.toThrow(
    'DaemonSet default/absent does not exist',
  )
})

test.for([
  ['ErrImageNeverPull', 'load the image into the nodes: kind load docker-image app:1'],
  ['InvalidImageName', "correct the image's name: app:1"],
  ['CreateContainerConfigError', 'add what the container refers to'],
] as const)('%s fails early, with the image and the fix', async ([reason, fix]) => {
  const { kubernetes } = await cluster(half, [pod('app-1', waitsFor(reason, 'why'))])
  const waiting = awaitRollout(kubernetes, [app], { timeoutMs: 20_000, hopeMs: 100 })
  await expect(waiting).rejects.toThrow(LabError)
  await expect(waiting).rejects.not.toThrow(LabTimeoutError)
  await expect(waiting).rejects.toThrow(`Pod default/app-1 can not start: image app:1: ${reason}: why\n  fix: ${fix}`)
})

test('a trouble that goes in time is forgiven', async () => {
  const { kubernetes } = await cluster(half, [pod('app-1', waitsFor('ErrImageNeverPull'))], {
    [`WATCH ${PODS}`]: (response: ServerResponse) => {
      setTimeout(
        () => sendEvent(response, 'MODIFIED', { kind: 'Pod', ...pod('app-1', waitsFor('ContainerCreating')) }),
        50,
      )
    },
  })
  const waiting = awaitRollout(kubernetes, [app], { timeoutMs: 500, hopeMs: 250 })
  await expect(waiting).rejects.toThrow(LabTimeoutError)
})
