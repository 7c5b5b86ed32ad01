import { writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LabError, UnknownNameError } from '../../../src/errors.ts'
import { openKubernetes } from '../../../src/kubernetes/open.ts'
import { runScript } from '../run-script.ts'
import { tempFolder } from '../temp-folder.ts'
import { fakeApi, refuse, writeKubeconfig } from './fake-api.ts'

const SERVER = 'http://127.0.0.1:1'

test('the current context is taken, or the one that is named, with its namespace', async () => {
  const kubeconfig = writeKubeconfig(SERVER)
  const [fake, other] = [await openKubernetes({ kubeconfig }), await openKubernetes({ kubeconfig, context: 'other' })]
  expect([fake.server, fake.context, fake.defaultNamespace]).toEqual([SERVER, 'fake', 'default'])
  expect([other.context, other.defaultNamespace]).toEqual(['other', 'elsewhere'])
})

test('an unknown context names the file and offers the nearest', async () => {
  const kubeconfig = writeKubeconfig(SERVER)
  const opening = openKubernetes({ kubeconfig, context: 'othre' })
  await expect(opening).rejects.toThrow(UnknownNameError)
  await expect(opening).rejects.toThrow(`${kubeconfig} has no context othre\n  fix: use other`)
})

test.for([
  ['{}', 'it has no contexts'],
  [': : :', 'no usable kubeconfig'],
  ['42', 'no usable kubeconfig'],
  ['contexts: [{ name: a, context: { cluster: b } }]', 'no current-context\n  fix: name one: a'],
  ['clusters: [{ name: a }]', 'clusters[0].cluster is missing'],
  [
    '{ contexts: [{ name: a, context: { cluster: gone, user: u } }], current-context: a }',
    'the cluster of context a has no usable server URL',
  ],
])('a kubeconfig of %j is one LabError: %s', async ([text = '', message = '']) => {
  const kubeconfig = join(tempFolder(), 'bad')
  writeFileSync(kubeconfig, text)
  const opening = openKubernetes({ kubeconfig })
  await expect(opening).rejects.toThrow(LabError)
  await expect(opening).rejects.toThrow(kubeconfig)
  await expect(opening).rejects.toThrow(message)
})

test('an absent kubeconfig is one LabError', async () => {
  const opening = openKubernetes({ kubeconfig: '/nowhere/kubeconfig' })
  await expect(opening).rejects.toThrow(LabError)
  await expect(opening).rejects.toThrow('/nowhere/kubeconfig cannot be read: there is no such file')
})

test('an API server that does not answer is one LabError with the reason', async () => {
  const kubernetes = await openKubernetes({ kubeconfig: writeKubeconfig(SERVER) })
  await expect(kubernetes.nodes()).rejects.toThrow(LabError)
  await expect(kubernetes.nodes()).rejects.toThrow(
    `the Kubernetes API at ${SERVER} did not answer: connect ECONNREFUSED 127.0.0.1:1\n  fix: see that the cluster runs`,
  )
})

test('what does not exist is undefined, or an empty list; its kind, too', async () => {
  const { kubernetes } = await fakeApi({
    'GET /api/v1/namespaces/a/pods/b': (response: Parameters<typeof refuse>[0]) =>
      refuse(response, 404, 'NotFound', 'pods "b" not found'),
  })
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'b', namespace: 'a' } }
  expect(await kubernetes.get(pod)).toBeUndefined()
  expect(await kubernetes.get({ ...pod, apiVersion: 'crd.projectcalico.org/v1', kind: 'IPPool' })).toBeUndefined()
  expect(await kubernetes.listObjects({ apiVersion: 'crd.projectcalico.org/v1', kind: 'IPPool' })).toEqual([])
})

test('a list gives its items their kind, and is narrowed by the API server', async () => {
  const { kubernetes, seen } = await fakeApi({
    'GET /api/v1/namespaces/a/pods': { items: [{ metadata: { name: 'b' } }] },
  })
  const pods = await kubernetes.pods({ namespace: 'a', labels: { app: 'web', tier: 'front' }, node: 'lab-worker' })
  expect(pods).toEqual([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'b' } }])
  expect(seen.at(-1)?.query).toEqual({ labelSelector: 'app=web,tier=front', fieldSelector: 'spec.nodeName=lab-worker' })
})

test('client-node is loaded by who opens a cluster, not by who imports', () => {
  const { stdout, stderr } = runScript(`
    const { registerHooks } = await import('node:module')
    registerHooks({ load: (url, context, next) => (url.includes('client-node') && console.log('loaded'), next(url, context)) })
    const { openKubernetes } = await from('kubernetes/open.ts')
    console.log('imported')
    await openKubernetes({ kubeconfig: '/nowhere' }).catch(() => console.log('opened'))
  `)
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^imported\n(loaded\n)+opened\n$/)
})

test('an API server that starts is waited for: it does not answer, and forbids all, before it knows who may do what', async () => {
  const { kubernetes, stop, start, handlers, seen } = await fakeApi({
    'GET /readyz': (response: ServerResponse) => refuse(response, 403, 'Forbidden', 'User "kubernetes-admin" may not'),
  })
  await stop()
  const ready = kubernetes.awaitReady(20_000)
  setTimeout(start, 200)
  setTimeout(() => (handlers['GET /readyz'] = {}), 500)
  await ready
  expect(new Set(seen.map(({ path }) => path))).toEqual(new Set(['/readyz']))
  expect(seen.length).toBeGreaterThan(1)
})

test('one that never becomes ready is told with what it said last', async () => {
  const { kubernetes } = await fakeApi({
    'GET /readyz': (response: ServerResponse) => refuse(response, 500, '', 'readyz check failed'),
  })
  await expect(kubernetes.awaitReady(300)).rejects.toThrow(
    /the Kubernetes API at .* to be ready[^]*readyz check failed/,
  )
})
