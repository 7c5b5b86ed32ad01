import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runtimeFolder } from '../../src/host/supervisor/address.ts'
import { collectGarbage, connectCluster, createKindCluster, destroyCluster, listLabs, nodes } from '../../src/index.ts'
import { tracesAfter } from './leftovers.ts'
import { twoNodes } from './two-nodes.ts'

const name = `lost-socket-${process.pid}`
let folder = ''

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'underlay-lost-'))
  vi.stubEnv('XDG_RUNTIME_DIR', folder)
  const lab = await createKindCluster(twoNodes(name), { engine: 'netns', host: 'local', lifetime: 'persistent' })
  await lab.close()
  // As the end of a login does it.
  rmSync(join(folder, 'underlay'), { recursive: true })
})

afterEach(async () => {
  await destroyCluster(name)
  rmSync(folder, { recursive: true })
  vi.unstubAllEnvs()
})

const seen = async () => (await listLabs()).filter((lab) => lab.name === name).map(({ state }) => state)

test('a lab whose socket was removed runs on for who lists labs, and is no garbage', async () => {
  expect(await seen()).toEqual(['running'])
  expect((await collectGarbage({ dryRun: true })).filter(({ lab }) => lab === name)).toEqual([])
  expect([readdirSync(runtimeFolder()), statSync(runtimeFolder()).mode & 0o777]).toEqual([
    [expect.stringMatching(/\.sock$/)],
    0o700,
  ])
})

test('it can be used, and ended', async () => {
  const cluster = await connectCluster({ lab: name })
  expect(await nodes(cluster)).toHaveLength(2)
  await cluster.close()
  expect(await destroyCluster(name)).toBe(true)
  expect(await tracesAfter(name, 500)).toEqual([])
  expect([await seen(), readdirSync(runtimeFolder())]).toEqual([[], []])
})
