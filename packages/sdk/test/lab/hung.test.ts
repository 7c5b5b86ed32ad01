import { afterEach, beforeEach, expect, test } from 'vitest'
import { endSilent, type SilentSupervisorError } from '../../src/host/supervisor/silent.ts'
import { findSupervisor } from '../../src/host/supervisor/start.ts'
import { createKindCluster, destroyCluster, listLabs } from '../../src/index.ts'
import { processesOf, tracesAfter } from './leftovers.ts'
import { twoNodes } from './two-nodes.ts'

const name = `hung-${process.pid}`
let supervisor = 0

beforeEach(async () => {
  const lab = await createKindCluster(twoNodes(name), { engine: 'netns', host: 'local', lifetime: 'persistent' })
  await lab.close()
  supervisor = processesOf(name).find(({ command }) => command.includes('supervisor/main.ts'))?.pid ?? 0
  process.kill(supervisor, 'SIGSTOP')
})

afterEach(() => destroyCluster(name))

test('a supervisor that hangs is told from one that ended; ending it leaves nothing', async () => {
  const { pid } = await findSupervisor(name, { timeoutMs: 500 }).then(
    () => ({ pid: 0 }),
    (error: SilentSupervisorError) => error,
  )
  expect(pid).toBe(supervisor)
  expect((await listLabs()).find((lab) => lab.name === name)).toMatchObject({ silent: true, garbage: false })
  await endSilent(name, pid)
  expect(await tracesAfter(name, 200)).toEqual([])
  expect((await listLabs()).filter((lab) => lab.name === name)).toEqual([])
})
