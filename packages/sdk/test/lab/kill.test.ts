import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { destroyCluster, listLabs } from '../../src/index.ts'
import { hostText } from './host-text.ts'
import { departureOf, lateMs, type Departure } from './kill/departure.ts'
import { randomFrom } from './kill/random.ts'
import { kill, startSteps, steps, type Step, type StepsRun, type Victim } from './kill/run-steps.ts'
import { toldAt } from './kill/told.ts'
import { restingLab, wholeLab } from './kill/whole-lab.ts'
import { tracesAfter, type RunningProcess } from './leftovers.ts'

// More kills at more moments: UNDERLAY_KILLS=20 UNDERLAY_KILL_SEED=1 npx vitest run packages/sdk/test/lab/kill.test.ts
const rounds = Number(process.env['UNDERLAY_KILLS'] ?? 1)
const seed = Number(process.env['UNDERLAY_KILL_SEED'] ?? 8)
const host = process.env['UNDERLAY_KILL_HOST'] ?? 'local'
// Half of the kills at which the machine was idle must be within it, where there are enough to tell.
const goneWithinMs = 200
const enough = 5
const departures: Departure[] = []
const settled = { timeout: lateMs, interval: 100 }

const lab = `kill-${process.pid}`
const folder = mkdtempSync(join(tmpdir(), 'underlay-kill-'))
const random = randomFrom(seed)
const running: StepsRun[] = []
let hostBefore = ''
let timesMs: ReadonlyMap<string, number> = new Map()
let whole: readonly string[] = []

const start = (lifetime: string, until?: Step): StepsRun => {
  const started = startSteps(lab, lifetime, { host, folder, ...(until && { until }) })
  running.push(started)
  return started
}

/** Takes all steps up to a workload that runs, as the next command does. */
async function up(): Promise<void> {
  const { code, stderr } = await start('persistent', 'deploy').ended
  expect({ code, stderr }).toMatchObject({ code: 0 })
}

async function down(): Promise<void> {
  expect(await destroyCluster(lab, { engine: 'netns' })).toBe(true)
  expect(await tracesAfter(lab, lateMs)).toEqual([])
}

async function left(tree: readonly RunningProcess[]): Promise<readonly string[]> {
  const departure = await departureOf(lab, tree)
  departures.push(departure)
  return departure.left
}

/** The moments of a step at which is killed: at its beginning, and at random ones inside. */
const momentsOf = (step: Step): readonly number[] => [
  0,
  ...Array.from({ length: rounds }, () => Math.round(random() * (timesMs.get(step) ?? 0))),
]

async function killAt(lifetime: string, victim: Victim, step: Step, delayMs: number) {
  const started = start(lifetime)
  await started.begun(step)
  await wait(delayMs)
  return { started, ...(await kill(lab, victim, started.child)) }
}

beforeAll(async () => {
  hostBefore = hostText()
  await up()
  whole = await restingLab(lab)
  await down()
  const { code, stderr, timesMs: times } = await start('process').ended
  if (code !== 0) throw new Error(stderr)
  timesMs = times
})

afterEach(async () => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL')
  await destroyCluster(lab, { engine: 'netns' })
})

/** After a pass, a failure and a kill alike the machine is as it was. */
async function expectNothing(): Promise<void> {
  expect(hostText()).toBe(hostBefore)
  expect((await listLabs()).filter(({ name }) => name === lab)).toEqual([])
}

afterAll(() => rmSync(folder, { recursive: true }))

test.for(steps)('a process lab killed at %s leaves nothing, without a next command', async (step) => {
  for (const delayMs of momentsOf(step)) {
    const { tree } = await killAt('process', 'creator', step, delayMs)
    expect({ step, delayMs, seed, left: await left(tree) }).toMatchObject({ left: [] })
  }
  await expectNothing()
})

test.for(steps)('a persistent lab whose script is killed at %s is made whole by the next', async (step) => {
  const delayMs = momentsOf(step).at(-1) ?? 0
  const { started } = await killAt('persistent', 'creator', step, delayMs)
  await started.ended
  await up()
  await expect
    .poll(async () => ({ step, delayMs, seed, whole: await wholeLab(lab) }), settled)
    .toEqual({
      step,
      delayMs,
      seed,
      whole,
    })
  await down()
  await expectNothing()
})

const others = (['supervisor', 'machine'] as const).flatMap((victim) => steps.map((step) => [victim, step] as const))

test.for(others)('the %s killed at %s: nothing is left, and the script is told', async ([victim, step]) => {
  for (const delayMs of momentsOf(step).slice(1)) {
    const { started, tree, killed } = await killAt('persistent', victim, step, delayMs)
    const at = { victim, step, delayMs, seed }
    // A snapshot that cannot be resumed is no end: QEMU boots once more.
    if (host === 'microvm' && victim === 'machine' && step === 'create') await started.ended
    expect({ ...at, left: await left(tree) }).toEqual({ ...at, left: [] })
    const { code, stderr, timesMs: taken } = await started.ended
    const told = code === 1 && toldAt(victim, step).test(stderr)
    // The steps may have been faster: whoever wants to destroy a lab that is gone has what he wants.
    const late = code === 0 && (!killed || taken.has('stop'))
    expect({ ...at, unexpected: told || late ? '' : `${code} ${stderr}` }).toEqual({ ...at, unexpected: '' })
    await destroyCluster(lab, { engine: 'netns' })
  }
  await expectNothing()
})

test('after all that a lab is made as at first, no file is left, and all was gone in time', async ({ skip }) => {
  await up()
  await expect.poll(() => wholeLab(lab), settled).toEqual(whole)
  await down()
  await start('process').ended
  expect(unfinishedCaptures()).toEqual([])
  const idle = departures.filter(({ wasIdle }) => wasIdle).map(({ goneAfterMs }) => goneAfterMs)
  skip(idle.length < enough, `the machine was idle at ${idle.length} of ${departures.length} kills: no time is judged`)
  const median = idle.toSorted((a, b) => a - b)[Math.floor(idle.length / 2)]
  expect(median).toBeLessThan(goneWithinMs)
})

/** Files of captures that were not finished. */
function unfinishedCaptures(): readonly string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => /\.pcapng\.\d+$/.test(name))
}
