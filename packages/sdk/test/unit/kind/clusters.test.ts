import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CommandError, EngineError, LabStateError, ToolMissingError } from '../../../src/errors.ts'
import { clusterNames, clusterNodes } from '../../../src/kind/cluster-nodes.ts'
import { deleteCluster } from '../../../src/kind/delete-cluster.ts'
import { exportKubeconfig } from '../../../src/kind/export-kubeconfig.ts'
import { kindVersion } from '../../../src/kind/kind-version.ts'
import { emptyPath, fakePrograms } from '../process/fake-programs.ts'
import { rejection } from '../refusal.ts'
import { tempFolder } from '../temp-folder.ts'

test.for([
  ['kind v0.33.0 go1.26.8 linux/amd64', '0.33.0'],
  ['kind v0.34.0-alpha+c3a1b2 go1.27 linux/arm64', '0.34.0-alpha+c3a1b2'],
])('%s is %s', async ([said, version]) => {
  fakePrograms({ kind: `echo '${said}'` })
  expect(await kindVersion()).toBe(version)
})

test('no kind, or another program of that name', async () => {
  emptyPath()
  expect((await rejection(kindVersion(), ToolMissingError)).tool).toBe('kind')
  fakePrograms({ kind: 'echo usage: kind' })
  expect((await rejection(kindVersion(), EngineError)).message).toContain('usage: kind')
})

test('nodes, running or not, in one call of Docker, worker2 before worker10', async () => {
  const rows = [
    'a|lab-worker10|worker|running|2026-11-23 08:04:50 +0000 UTC',
    'd|lab-worker11|worker|removing|2026-11-23 08:04:50 +0000 UTC',
    'b|lab-worker2|worker|exited|2026-11-23 09:04:50 +0100 CET',
    'c|lab-control-plane|control-plane|running|2026-11-23 13:34:51 +0530 IST',
  ]
  const { calls } = fakePrograms({ docker: rows.map((row) => `printf '${row.replaceAll('|', '\\t')}\\n'`).join('\n') })
  const createdMs = Date.UTC(2026, 10, 23, 8, 4, 50)
  const runs = { running: true, removing: false }
  expect(await clusterNodes('lab')).toEqual([
    { ...runs, id: 'c', name: 'lab-control-plane', role: 'control-plane', createdMs: createdMs + 1000 },
    { ...runs, id: 'b', name: 'lab-worker2', role: 'worker', running: false, createdMs },
    { ...runs, id: 'a', name: 'lab-worker10', role: 'worker', createdMs },
    { id: 'd', name: 'lab-worker11', role: 'worker', running: false, removing: true, createdMs },
  ])
  expect(calls()).toHaveLength(1)
  expect(calls()[0]).toContain('ps --all --no-trunc --filter label=io.x-k8s.kind.cluster=lab ')
})

test('names of clusters, each once', async () => {
  fakePrograms({ docker: 'printf "b\\na\\nb\\n"' })
  expect(await clusterNames()).toEqual(['a', 'b'])
})

test('deleting passes the kubeconfig file on; a failure is told', async () => {
  const { calls } = fakePrograms({
    kind: '[ "$4" = good ] && exit 0; [ "$4" = off ] && echo "Cannot connect to the Docker daemon" >&2; exit 1',
  })
  await deleteCluster('good', '/tmp/k')
  expect(calls()).toEqual(['kind delete cluster --name good --kubeconfig /tmp/k'])
  expect((await rejection(deleteCluster('off', '/tmp/k'), EngineError)).fix).toMatch(/^start Docker/)
  await rejection(deleteCluster('bad', '/tmp/k'), CommandError)
})

test('the kubeconfig is for its owner only, and replaced whole', async () => {
  fakePrograms({ kind: 'echo "apiVersion: v1"' })
  const path = join(tempFolder(), 'new', 'kubeconfig')
  await exportKubeconfig('lab', path)
  writeFileSync(path, 'old', { mode: 0o644 })
  await exportKubeconfig('lab', path)
  expect(readFileSync(path, 'utf8')).toBe('apiVersion: v1\n')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(join(path, '..'))).toEqual(['kubeconfig'])
})

test.for([
  ["could not locate any control plane nodes for cluster named 'lab'", LabStateError],
  ['Cannot connect to the Docker daemon at x', EngineError],
  ['something else', CommandError],
] as const)('no kubeconfig: %s', async ([said, kind]) => {
  fakePrograms({ kind: `echo "ERROR: ${said}" >&2; exit 1` })
  const path = join(tempFolder(), 'kubeconfig')
  const error = await rejection<Error>(exportKubeconfig('lab', path), kind)
  expect(error.message).toContain(kind === LabStateError ? 'there is no kind cluster lab' : said)
  expect(existsSync(path)).toBe(false)
})
