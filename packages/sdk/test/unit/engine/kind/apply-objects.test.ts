import { daemonSet, imagesOf, nodePortService, TopologyError } from '@underlay/configs'
import { expect, onTestFinished, test, vi } from 'vitest'
import { applyObjects } from '../../../../src/engine/kind/apply-objects.ts'
import { LabError } from '../../../../src/errors.ts'
import { rejection } from '../../refusal.ts'
import { fakeDocker } from './fake-docker.ts'
import { fakeKubernetes } from './fake-kubernetes.ts'

const workload = [daemonSet('app', { image: 'nginx' }), nodePortService('app', { port: 80, nodePort: 30080 })]
const importing = 'case "$*" in *"images import"*) cat > /dev/null;; esac'

/** A cluster of two nodes without images; `steps` has what was done on the host and in the cluster, in order. */
function site(images: readonly string[]) {
  const engine = fakeDocker({ images, exec: importing })
  const { kubernetes, done, applied } = fakeKubernetes()
  const say = (line: string): void => void done.push(line.replace(/ \(.*/, ''))
  return { engine, done, applied, site: { kubernetes, nodes: ['a', 'b'], say } }
}

function replaceImages(replacements: string): void {
  vi.stubEnv('UNDERLAY_IMAGES', replacements)
  onTestFinished(() => void vi.unstubAllEnvs())
}

test('images come before the objects, and the rollout after them', async () => {
  replaceImages('')
  const { done, site: at } = site(['nginx:latest'])
  await applyObjects(at, workload, { timeoutMs: 1234 })
  expect(done).toEqual([
    '• Loading nginx into a, b',
    '✓ Loaded nginx into a, b',
    'apply DaemonSet app',
    'apply Service app',
    'await the rollout of DaemonSet default/app (1234 ms)',
  ])
})

test('the kubelet is not to pull what the nodes have', async () => {
  replaceImages('')
  const { applied, site: at } = site(['nginx:latest'])
  await applyObjects(at, workload, { timeoutMs: 1 })
  expect(JSON.stringify(applied[0])).toContain('"imagePullPolicy":"IfNotPresent"')
})

test('UNDERLAY_IMAGES replaces images, on the nodes and in the objects', async () => {
  replaceImages('nginx=localhost/nettool')
  const { done, applied, site: at } = site(['localhost/nettool:latest'])
  await applyObjects(at, workload, { timeoutMs: 1, offline: true })
  expect(imagesOf(applied)).toEqual(['localhost/nettool'])
  expect(done[0]).toBe('• Loading localhost/nettool into a, b')
})

test('UNDERLAY_IMAGES that is none is refused before anything is done', async () => {
  replaceImages('nginx')
  const { done, engine, site: at } = site([])
  const { message } = await rejection(applyObjects(at, workload, { timeoutMs: 1 }), TopologyError)
  expect(message).toContain('UNDERLAY_IMAGES')
  expect([...done, ...engine.calls()]).toEqual([])
})

test('offline, with an image missing, nothing is applied', async () => {
  replaceImages('')
  const { done, site: at } = site([])
  const { message } = await rejection(applyObjects(at, workload, { timeoutMs: 1, offline: true }), LabError)
  expect(message).toContain('neither on the nodes nor in Docker: nginx')
  expect(done).toEqual([])
})
