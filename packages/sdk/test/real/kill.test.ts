import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { collectGarbage, connectCluster, destroyCluster, listLabs, nodes, ping, pods } from '../../src/index.ts'
import { killLabOnKind } from '../lab/kill/kill-lab.ts'
import { startSteps, type Step } from '../lab/kill/run-steps.ts'
import { useOwnFolders } from './environment.ts'
import { labFile } from './kill/lab-file.ts'
import { interrupt, startUp } from './kill/start-up.ts'
import { hostTraces, wholeHost } from './leftovers.ts'

const folder = useOwnFolders()
const settled = { timeout: 60_000, interval: 500 }
const soon = { timeout: 120_000, interval: 20 }
const lab = 'real-kills'
const file = labFile(join(folder, 'lab.mjs'), killLabOnKind(lab))
const user = 'real-user'
let before = wholeHost()

// What is the user's own, beside the lab: a container in a network of its own.
beforeAll(() => {
  docker('network', 'create', user)
  docker('run', '--detach', '--name', user, '--network', user, process.env['REAL_NETTOOL_IMAGE'] ?? '', 'sleep', '3600')
  before = wholeHost()
})
afterEach(() => destroyCluster(lab, { engine: 'kind' }))
afterAll(() => {
  docker('rm', '--force', user)
  docker('network', 'rm', user)
})

/** Kills the process that takes the steps in one of them; where that was faster, it takes no other. */
async function killAt(step: Step, until: () => Promise<unknown>, from?: 'arm'): Promise<void> {
  const started = startSteps(lab, 'persistent', { host: 'kind', folder, until: step, ...(from && { from }) })
  await started.begun(step)
  await until()
  started.child.kill('SIGKILL')
  await started.ended
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
  await say('underlay up')
  const up = startUp(file)
  await expect.poll(up.said, soon).toContain('attach the fabric')
  await wait(3000)
  up.child.kill('SIGKILL')
  await up.ended
  await expect.poll(strays, settled).toEqual([])

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

  await say('destroy, half-way; underlay up clears the rest, and is killed while kind runs')
  await killAt('destroy', oneContainerGone, 'arm')
  const early = startUp(file)
  await expect.poll(early.said, soon).toMatch(/✓ Preparing nodes/)
  expect(early.said()).toMatch(/clearing what an earlier attempt left of real-kills|is gone: it is built again/)
  early.child.kill('SIGKILL')

  await say('underlay up at once makes it; Ctrl-C in a late step leaves nothing')
  const late = startUp(file)
  await expect.poll(late.said, soon).toContain('attach the fabric')
  await wait(3000)
  interrupt(late)
  expect([await late.ended, late.said()]).toEqual([130, expect.stringMatching(/stopped\n$/)])
  await expectNothing()

  await say('Ctrl-C in an early step leaves nothing')
  const interrupted = startUp(file)
  await expect.poll(interrupted.said, soon).toContain('• Preparing nodes')
  interrupt(interrupted)
  expect([await interrupted.ended, interrupted.said()]).toEqual([130, expect.stringMatching(/stopped\n$/)])
  await expectNothing()
})

test('a CNI that cannot be installed: the lab that was made for it is gone', async () => {
  const small = labFile(join(folder, 'small.mjs'), killLabOnKind(lab, 1))
  const { said, ended } = startUp(small, { UNDERLAY_IMAGES: 'ghcr.io/flannel-io/flannel=registry.example/none:v1' })
  expect([await ended, said()]).toEqual([2, expect.stringMatching(/✗ install flannel[^]*registry\.example\/none:v1/)])
  await expectNothing()
})

function docker(...args: readonly string[]): string[] {
  const { status, stdout, stderr } = spawnSync('docker', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`)
  return stdout.split('\n').filter((line) => line !== '')
}
