import { expect, test } from 'vitest'
import { LabError, LabTimeoutError } from '../../../src/errors.ts'
import { everyOne } from '../../../src/kubernetes/apply/every-one.ts'
import { rejection } from '../refusal.ts'
import { fakeApi, json, refuse, sendEvent, type Seen } from './fake-api.ts'

type Response = Parameters<typeof json>[0]

const object = (apiVersion: string, kind: string, name: string, rest: object = {}) => ({
  apiVersion,
  kind,
  metadata: { name },
  ...rest,
})
const echo = (response: Response, { body }: Seen) => json(response, 200, body ?? {})
const patches = (seen: readonly Seen[]) => seen.filter(({ method }) => method === 'PATCH').map(({ path }) => path)
const RACKS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const rackKind = object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'racks.underlay.dev', {
  spec: { group: 'underlay.dev', names: { kind: 'Rack', plural: 'racks' } },
})
const established = { ...rackKind, status: { conditions: [{ type: 'Established', status: 'True' }] } }

test('an object is applied by force, strictly, in the name of underlay, with the default namespace', async () => {
  const path = '/api/v1/namespaces/default/configmaps/a'
  const { kubernetes, seen } = await fakeApi({ [`PATCH ${path}`]: echo })
  const [live] = await kubernetes.apply([object('v1', 'ConfigMap', 'a', { data: { unknownToClientNode: 'kept' } })])
  expect(seen.at(-1)).toEqual({
    method: 'PATCH',
    path,
    query: { fieldManager: 'underlay', force: 'true', fieldValidation: 'Strict' },
    contentType: 'application/apply-patch+yaml',
    body: object('v1', 'ConfigMap', 'a', {
      metadata: { name: 'a', namespace: 'default' },
      data: { unknownToClientNode: 'kept' },
    }),
  })
  expect(live?.metadata).toEqual({ name: 'a', namespace: 'default' })
})

test('namespaces come first, pods last; the results are in the order of the objects', async () => {
  const { kubernetes, seen } = await fakeApi({
    'PATCH /api/v1/namespaces/lab': echo,
    'PATCH /api/v1/namespaces/default/configmaps/a': echo,
    'PATCH /apis/apps/v1/namespaces/default/daemonsets/b': echo,
  })
  const objects = [
    object('apps/v1', 'DaemonSet', 'b'),
    object('v1', 'ConfigMap', 'a'),
    object('v1', 'Namespace', 'lab'),
  ]
  const live = await kubernetes.apply(objects)
  expect(live.map(({ kind }) => kind)).toEqual(['DaemonSet', 'ConfigMap', 'Namespace'])
  expect(patches(seen)).toEqual([
    '/api/v1/namespaces/lab',
    '/api/v1/namespaces/default/configmaps/a',
    '/apis/apps/v1/namespaces/default/daemonsets/b',
  ])
})

test('a custom resource waits until its definition is established and served', async () => {
  const rack = '/apis/underlay.dev/v1/racks/rack1'
  const api = await fakeApi({
    [`PATCH ${RACKS}/racks.underlay.dev`]: echo,
    [`GET ${RACKS}`]: { metadata: { resourceVersion: '7' }, items: [rackKind] },
    [`WATCH ${RACKS}`]: (response: Response) => {
      expect(patches(api.seen)).not.toContain(rack)
      sendEvent(response, 'MODIFIED', established)
      // Discovery is late by a moment, as it is in a real API server.
      setTimeout(() => {
        const resources = [{ name: 'racks', kind: 'Rack', namespaced: false }]
        Object.assign(api.handlers, { 'GET /apis/underlay.dev/v1': { resources }, [`PATCH ${rack}`]: echo })
      }, 150)
    },
  })
  await api.kubernetes.apply([object('underlay.dev/v1', 'Rack', 'rack1'), rackKind])
  expect(patches(api.seen)).toEqual([`${RACKS}/racks.underlay.dev`, rack])
  expect(api.seen.find(({ method }) => method === 'WATCH')?.query.resourceVersion).toBe('7')
})

test('a definition that is not established in time is a timeout that says why', async () => {
  const conditions = [{ type: 'NamesAccepted', status: 'False', message: '"racks" is already in use' }]
  const { kubernetes } = await fakeApi({
    [`PATCH ${RACKS}/racks.underlay.dev`]: echo,
    [`GET ${RACKS}`]: { items: [{ ...rackKind, status: { conditions } }] },
    [`WATCH ${RACKS}`]: (response: Response) => response.writeHead(200).flushHeaders(),
  })
  const applying = kubernetes.apply([rackKind], { timeoutMs: 300 })
  await expect(applying).rejects.toThrow(LabTimeoutError)
  await expect(applying).rejects.toThrow('racks.underlay.dev is not established: "racks" is already in use')
})

test('unknown kinds are told all at once, with the nearest, and nothing is sent', async () => {
  const { kubernetes, seen } = await fakeApi()
  const objects = [
    object('v1', 'Namespace', 'lab'),
    object('apps/v1', 'DaemonSt', 'a'),
    object('policy/v1beta1', 'PodDisruptionBudget', 'b'),
    object('underlay.dev/v1', 'Rack', 'c'),
  ]
  const applying = kubernetes.apply(objects)
  await expect(applying).rejects.toThrow('3 of 4 objects failed:')
  await expect(applying).rejects.toThrow(
    'DaemonSt a: the cluster has no kind DaemonSt in apps/v1\n    fix: use kind: DaemonSet',
  )
  await expect(applying).rejects.toThrow('no apiVersion policy/v1beta1\n    fix: use apiVersion: policy/v1')
  await expect(applying).rejects.toThrow(
    'Rack c: the cluster has no apiVersion underlay.dev/v1\n    fix: apply its Custom',
  )
  expect(patches(seen)).toEqual([])
})

test.for([
  [{}, 'object 1 has no apiVersion\n  fix: add apiVersion to the manifest'],
  [null, 'object 1 has no apiVersion'],
  [{ apiVersion: 'v1', kind: 'Pod', metadata: {} }, 'object 1 (Pod) has no metadata.name'],
] as const)('what is no object is told with its place: %j', async ([broken, message]) => {
  const { kubernetes } = await fakeApi()
  await expect(kubernetes.apply([broken as never])).rejects.toThrow(message)
})

test.for([
  [422, 'Invalid', 'ConfigMap "a" is invalid: data: Required', 'correct the object'],
  [500, '', 'failed to create typed patch object: .dta: field not declared in schema', 'correct the name of the field'],
  [404, 'NotFound', 'namespaces "lab" not found', 'add the Namespace lab to the objects'],
  [403, 'Forbidden', 'configmaps is forbidden', 'use a kubeconfig whose user may do this'],
  [403, 'Forbidden', 'unable to create: because it is being terminated', 'wait until the namespace is gone'],
] as const)("a refusal (%d %s) is the API server's words and the fix", async ([status, reason, message, fix]) => {
  const { kubernetes } = await fakeApi({
    'PATCH /api/v1/namespaces/lab/configmaps/a': (response: Response) => refuse(response, status, reason, message),
  })
  const applying = kubernetes.apply([object('v1', 'ConfigMap', 'a', { metadata: { name: 'a', namespace: 'lab' } })])
  const error = await applying.catch((error: unknown) => error)
  expect(error).toBeInstanceOf(LabError)
  expect((error as LabError).message).toMatch(`ConfigMap lab/a: ${message}\n  fix: ${fix}`)
  expect((error as LabError).message).not.toMatch(/HTTP-Code|Headers/)
})

const oneOwner = 'Apply failed with 1 conflict: conflict with "kubectl-edit" using v1: .data.a'
const twoOwners = `Apply failed with 3 conflicts: conflicts with "helm" using v1:
- .data.a
- .data.b
conflicts with "kubectl-edit" using v1:
- .data.c`

test.for([
  [oneOwner, 'leave these fields to kubectl-edit, out of the object, or take them over: kubectl apply --server-side'],
  [twoOwners, 'leave these fields to helm, kubectl-edit, out of the object, or take them over: kubectl apply'],
  ['Operation cannot be fulfilled on configmaps "a"', 'do it again: someone else changed it at the same time'],
] as const)('without force a conflict names the owners of the fields: %s', async ([message, fix]) => {
  const { kubernetes, seen } = await fakeApi({
    'PATCH /api/v1/namespaces/default/configmaps/a': (response: Response) => refuse(response, 409, 'Conflict', message),
  })
  const error = await rejection(kubernetes.apply([object('v1', 'ConfigMap', 'a')], { force: false }), LabError)
  expect(error.message).toContain(`ConfigMap a: ${message}\n  fix: ${fix}`)
  expect(seen.at(-1)?.query.force).toBe('false')
})

test('a busy API server is asked again, until the deadline', async () => {
  let busyFor = Infinity
  const { kubernetes, seen } = await fakeApi({
    'PATCH /api/v1/namespaces/lab': (response: Response, one: Seen) =>
      busyFor-- > 0 ? refuse(response, 429, 'TooManyRequests', 'too many requests') : echo(response, one),
  })
  const lab = object('v1', 'Namespace', 'lab')
  const applying = kubernetes.apply([lab], { timeoutMs: 250 })
  await expect(applying).rejects.toThrow(LabTimeoutError)
  await expect(applying).rejects.toThrow('waited 250 ms for Namespace lab to be applied; last seen: too many requests')
  expect(patches(seen).length).toBeGreaterThan(1)
  busyFor = 2
  expect(await kubernetes.apply([lab])).toHaveLength(1)
})

test.for(['<html>log in</html>', 'null', ''])("an answer that is no API server's is a LabError: %j", async (body) => {
  const { kubernetes } = await fakeApi({ 'PATCH /api/v1/namespaces/lab': (response: Response) => response.end(body) })
  const applying = kubernetes.apply([object('v1', 'Namespace', 'lab')])
  await expect(applying).rejects.toThrow(LabError)
  await expect(applying).rejects.toThrow(`Namespace lab: the answer is no JSON object: ${body}`)
})

test('removal is in the reverse order; what is absent is fine', async () => {
  const { kubernetes, seen } = await fakeApi({ 'DELETE /api/v1/namespaces/lab': { kind: 'Status' } })
  const objects = [
    object('v1', 'Namespace', 'lab'),
    object('apps/v1', 'DaemonSet', 'absent'),
    object('underlay.dev/v1', 'Rack', 'c'),
  ]
  await kubernetes.remove(objects)
  const deleted = seen.filter(({ method }) => method === 'DELETE')
  expect(deleted.map(({ path }) => path)).toEqual([
    '/apis/apps/v1/namespaces/default/daemonsets/absent',
    '/api/v1/namespaces/lab',
  ])
  expect(deleted[0]?.query).toEqual({ propagationPolicy: 'Background' })
})

test('everyOne works eight at a time and keeps the order', async () => {
  let [running, most] = [0, 0]
  const doubled = await everyOne([...Array(20).keys()], async (number) => {
    most = Math.max(most, ++running)
    await new Promise((resolve) => setTimeout(resolve, 20 - number))
    running--
    return number * 2
  })
  expect(doubled).toEqual([...Array(20).keys()].map((number) => number * 2))
  expect(most).toBe(8)
})
