import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { destroyCluster, listLabs } from '../../src/index.ts'
import { hostText } from './host-text.ts'
import { departureOf } from './kill/departure.ts'
import { kill, startSteps, type StepsRun } from './kill/run-steps.ts'
import { toldAt } from './kill/told.ts'

// Two kills where QEMU carries the lab; UNDERLAY_KILL_HOST=microvm has kill.test.ts make all of its own there.
const host = 'microvm'
const lab = `kill-vm-${process.pid}`
const folder = mkdtempSync(join(tmpdir(), 'underlay-kill-'))
const before = hostText()
const running: StepsRun[] = []

function start(lifetime: string, until?: 'deploy'): StepsRun {
  const started = startSteps(lab, lifetime, { host, folder, ...(until && { until }) })
  running.push(started)
  return started
}

async function expectNothing(): Promise<void> {
  expect(hostText()).toBe(before)
  expect((await listLabs()).filter(({ name }) => name === lab)).toEqual([])
}

afterEach(async () => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL')
  await destroyCluster(lab, { engine: 'netns' })
})
afterAll(() => rmSync(folder, { recursive: true }))

test('a process lab whose script is killed in a capture leaves nothing', async () => {
  const started = start('process')
  await started.begun('run')
  const { tree } = await kill(lab, 'creator', started.child)
  expect((await departureOf(lab, tree)).left).toEqual([])
  await expectNothing()
})

test('QEMU killed in the middle: the script is told, nothing is left but the word of it, and the lab can be made again', async () => {
  const started = start('persistent')
  await started.begun('install')
  const { tree } = await kill(lab, 'machine', started.child)
  expect((await departureOf(lab, tree)).left).toEqual([])
  expect(await started.ended).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(toldAt('machine', 'install')),
  })
  expect(hostText()).toBe(before)
  const dead = { state: 'stale', owns: [expect.stringContaining('record ')], reason: expect.stringContaining('ended') }
  expect((await listLabs()).filter(({ name }) => name === lab)).toMatchObject([dead])
  expect(await start('persistent', 'deploy').ended).toMatchObject({ code: 0 })
  expect(await destroyCluster(lab, { engine: 'netns' })).toBe(true)
  await expectNothing()
})
