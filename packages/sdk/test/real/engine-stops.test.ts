import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { attachClabFabric, createKindCluster, destroyCluster, installFlannel, LabError } from '../../src/index.ts'
import { rejection } from '../unit/refusal.ts'
import { useOwnFolders } from './environment.ts'
import { sharedFolder } from './real-images.ts'
import { hostTraces } from './leftovers.ts'
import { tinyLab } from './tiny-lab.ts'

useOwnFolders()
const up = join(sharedFolder, 'real', 'up')
// Only the engine that `shared/real/up` started is the tests' own to stop.
const own = process.env['DOCKER_HOST'] === 'unix:///run/real-kind/docker.sock'

afterAll(() => void (own && spawnSync(up, { stdio: 'ignore' })))

test('the Docker Engine stops during a wait: a clear error, and the lab is cleared once it is back', async ({
  skip,
}) => {
  skip(!own, 'the Docker Engine is not the tests’ own')
  const before = hostTraces()
  const { kind, clab, files, name } = tinyLab('real-stopped')
  const cluster = await createKindCluster(kind, { engine: 'kind', lifetime: 'persistent' })
  await attachClabFabric(cluster, clab, { files })
  const waiting = rejection(installFlannel(cluster, { offline: true, timeoutMs: 30_000 }), LabError)
  setTimeout(() => spawnSync(up, ['--down']), 3000)
  const { message } = await waiting
  expect(message).toMatch(/rollout of DaemonSet|Ready/)
  expect(message).toMatch(/ECONNREFUSED|ECONNRESET|socket hang up|did not answer|closed/)
  const unreachable = await rejection(destroyCluster(name, { engine: 'kind' }), LabError)
  expect(unreachable.fix).toMatch(/docker/i)
  expect(spawnSync(up, { stdio: 'ignore' }).status).toBe(0)
  expect(await destroyCluster(name, { engine: 'kind' })).toBe(true)
  await expect.poll(hostTraces, { timeout: 30_000 }).toEqual(before)
})
