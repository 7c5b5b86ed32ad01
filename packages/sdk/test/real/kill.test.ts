import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { collectGarbage, connectCluster, destroyCluster, listLabs, nodes, ping, pods } from '../../src/index.ts'
import { killLabOnKind } from '../lab/kill/kill-lab.ts'
import { startSteps, type Step } from '../lab/kill/run-steps.ts'
import { useOwnFolders } from './environment.ts'
import { docker, makeUsersOwn, removeUsersOwn } from './kill/docker.ts'
import { labFile } from './kill/lab-file.ts'
import { interrupt, startUnderlay, startUp, type Underlay } from './kill/start-up.ts'
import { hostTraces, wholeHost } from './leftovers.ts'

const folder = useOwnFolders()
const settled = { timeout: 60_000, interval: 500 }
const soon = { timeout: 120_000, interval: 20 }
const lab = 'real-kills'
const file = labFile(join(folder, 'lab.mjs'), killLabOnKind(lab))
const small = labFile(join(folder, 'small.mjs'), killLabOnKind(lab, 1))
const user = 'real-user'
let before = wholeHost()

beforeAll(() => {
  makeUsersOwn(user)
  before = wholeHost()
})
afterEach(() => destroyCluster(lab, { engine: 'kind' }))
afterAll(() => removeUsersOwn(user))

/** Kills the process that takes the steps in one of them; where that was faster, it takes no other. */
async function killAt(step: Step, until: () => Promise<unknown>, from?: 'arm'): Promise<void> {
  const started = startSteps(lab, 'persistent', { host: 'kind', folder, until: step, ...(from && { from }) })
  await started.begun(step)
  await until()
  started.child.kill('SIGKILL')
  await started.ended
}

async function killed({ child, ended }: Underlay): Promise<void> {
  child.kill('SIGKILL')
  await ended
}

/** Takes the steps up to one to their end. */
async function take(until: Step): Promise<void> {
  const { code, stderr } = await startSteps(lab, 'persistent', { host: 'kind', folder, until }).ended
  expect({ code, stderr }).toMatchObject({ code: 0 })
}

const containers = () => docker('ps', '--all', '--format', '{{.Names}}').filter((name) => name.startsWith(lab))

/** Programs that work for somebody who has been killed, on this machine and in the lab's containers. */
function strays(): readonly string[] {
  const inside = containers().flatMap((name) => docker('top', name, '-o', 'pid,args'))
  const own = hostTraces()['processes']?.filter((args) => !args.includes('containerd-shim')) ?? []
  return [...own, ...inside.filter((line) => /\b(ctr|tcpdump|perl|ping)\b/.test(line))]
}

/** Ctrl-C: it stops, and says so. */
async function stop(up: Underlay): Promise<void> {
  interrupt(up)
  expect([await up.ended, up.said()]).toEqual([130, expect.stringMatching(/stopped\n$/)])
}

const state = async () => (await listLabs()).find(({ name }) => name === lab)?.state

async function changing(): Promise<void> {
  while ((await state()) !== 'changing') await wait(5)
}

async function oneContainerGone(): Promise<void> {
  for (const all = containers().length; containers().length === all;) await wait(5)
}

/** Nothing of the lab is left in Docker, or of its records; what ended with its containers may end a moment later. */
async function expectNothing(): Promise<void> {
  expect([containers(), hostTraces()['state']]).toEqual([[], []])
  expect((await listLabs()).filter(({ name }) => name === lab)).toEqual([])
  await expect.poll(wholeHost, { timeout: 5000 }).toEqual(before)
  expect(await collectGarbage({ dryRun: true, lab })).toEqual([])
}

test('kill -9 at each step of a lab that is there: the next command makes it whole', async ({ annotate }) => {
  const startMs = performance.now()
  const say = (what: string) => annotate(`${Math.round((performance.now() - startMs) / 1000)} s: ${what}`)
  await take('create')
  await say('underlay up, while the CNI is installed')
  for (const signal of ['SIGKILL', 'SIGINT'] as const) {
    const up = startUp(file)
    await expect.poll(up.said, soon).toContain('attach the fabric')
    await wait(1500)
    await (signal === 'SIGINT' ? stop(up) : killed(up))
    await expect.poll(strays, settled).toEqual([])
  }

  const kills: readonly (readonly [Step, number, 'arm'?])[] = [
    // While images are brought to the nodes, and while the rollout is awaited.
    ['install', 300],
    ['install', 4000],
    ['taint', 0],
    ['deploy', 0],
    ['deploy', 1000],
    ['arm', 0, 'arm'],
    ['run', 50, 'arm'],
    ['stop', 0, 'arm'],
  ]
  for (const [step, delayMs, from] of kills) {
    await say(`${step}, ${delayMs} ms`)
    await killAt(step, () => wait(delayMs), from)
    await expect.poll(strays, settled).toEqual([])
  }

  await say('underlay up, while the workload is deployed')
  const deploying = startUp(file)
  await expect.poll(deploying.said, soon).toContain('control-plane taint off')
  await stop(deploying)
  await expect.poll(strays, settled).toEqual([])

  await say('made whole')
  await take('stop')
  await using cluster = await connectCluster({ lab })
  expect((await nodes(cluster)).map(({ ready, taints }) => ({ ready, taints }))).toEqual([
    { ready: true, taints: [] },
    { ready: true, taints: [] },
  ])
  const app = await pods(cluster)
  expect((await ping(app.on('control-plane'), app.on('worker'))).received).toBe(3)
  await cluster.close()

  await say('underlay down, as it begins and half-way')
  for (const until of [changing, oneContainerGone]) {
    const down = startUnderlay(['down', lab])
    await until()
    await killed(down)
  }
  await say('underlay up clears the rest, and is killed while kind runs')
  const early = startUp(file)
  await expect.poll(early.said, soon).toMatch(/✓ Preparing nodes/)
  expect(early.said()).toMatch(/clearing what an earlier attempt left of real-kills|is gone: it is built again/)
  early.child.kill('SIGKILL')

  await say('underlay up at once makes it; killed in a late step it leaves nothing')
  const late = startUp(small)
  await expect.poll(late.said, soon).toContain('✓ attach the fabric')
  await killed(late)
  await expect.poll(listLabs, settled).toEqual([])
  await expectNothing()

  await say('Ctrl-C in a late step leaves nothing')
  const later = startUp(small)
  await expect.poll(later.said, soon).toContain('✓ attach the fabric')
  await wait(1500)
  await stop(later)
  await expectNothing()

  await say('Ctrl-C in an early step leaves nothing')
  const interrupted = startUp(file)
  await expect.poll(interrupted.said, soon).toContain('• Preparing nodes')
  await stop(interrupted)
  await expectNothing()
})

test('a CNI that cannot be installed: the lab that was made for it is gone', async () => {
  const { said, ended } = startUp(small, { UNDERLAY_IMAGES: 'ghcr.io/flannel-io/flannel=registry.example/none:v1' })
  expect([await ended, said()]).toEqual([2, expect.stringMatching(/✗ install flannel[^]*registry\.example\/none:v1/)])
  await expectNothing()
})
