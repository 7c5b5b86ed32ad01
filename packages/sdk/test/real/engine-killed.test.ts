import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  capture,
  collectGarbage,
  connectCluster,
  destroyCluster,
  LabError,
  listLabs,
  ping,
  pods,
} from '../../src/index.ts'
import { hostText } from '../lab/host-text.ts'
import { killLabOnKind } from '../lab/kill/kill-lab.ts'
import { rejection } from '../unit/refusal.ts'
import { useOwnFolders } from './environment.ts'
import { docker, makeUsersOwn, removeUsersOwn } from './kill/docker.ts'
import { endEngine, isOwnEngine, startEngine } from './kill/docker-engine.ts'
import { labFile } from './kill/lab-file.ts'
import { startUnderlay, startUp, type Underlay } from './kill/start-up.ts'
import { hostTraces } from './leftovers.ts'

const folder = useOwnFolders()
const soon = { timeout: 120_000, interval: 20 }
const lab = 'real-engine'
const user = 'real-user'
const file = labFile(join(folder, 'lab.mjs'), killLabOnKind(lab, 1))

beforeAll(() => {
  if (isOwnEngine) makeUsersOwn(user)
})
afterAll(async () => {
  if (!isOwnEngine) return
  startEngine()
  await destroyCluster(lab, { engine: 'kind' })
  removeUsersOwn(user)
})

/** The engine ends under a command: that says so at once, and what comes after is told by the engine that is back. */
async function endUnder(
  { said, ended }: Underlay,
  signal: 'SIGTERM' | 'SIGKILL' = 'SIGKILL',
  meanwhile = async (): Promise<void> => {},
): Promise<void> {
  await endEngine(signal)
  const late = AbortSignal.timeout(20_000)
  const code = await Promise.race([ended, new Promise((resolve) => late.addEventListener('abort', resolve))])
  // One that shuts down still answers, and says what it cannot do any more.
  const reason = signal === 'SIGKILL' ? /✗[^]*docker[^]*\n {2}fix: start Docker/i : /✗[^]*docker/i
  expect([code, said()]).toEqual([2, expect.stringMatching(reason)])
  await meanwhile()
  startEngine()
}

const record = () => {
  try {
    return readFileSync(join(process.env['XDG_STATE_HOME'] ?? '', 'underlay', lab, 'lab.json'), 'utf8')
  } catch {
    return ''
  }
}
const stateOfLab = async () => (await listLabs()).find(({ name }) => name === lab)
const users = () => docker('inspect', '--format', '{{.Id}} {{.State.Running}}', user)
const containersThatRun = () => docker('ps', '--quiet', '--filter', `name=^${lab}-`)

// A Docker that is killed forgets what it was about to make or remove itself: a container's volume, cable or empty shim. It
// names them nobody's, so nobody can tell whose they are.
function host() {
  const { volumes: _volumes, links = [], processes = [], ...rest } = hostTraces()
  return {
    ...rest,
    links: links.filter((link) => !/^veth[0-9a-f]{7}$/.test(link)),
    processes: processes.filter((args) => !args.includes('containerd-shim')),
    text: hostText(),
  }
}

test('the Docker Engine is killed at each step of up, of a capture and of down: the next command goes on', async ({
  skip,
  annotate,
}) => {
  skip(!isOwnEngine, 'the Docker Engine is not the tests’ own')
  const before = { host: host(), users: users() }
  const startMs = performance.now()
  const say = (what: string) => annotate(`${Math.round((performance.now() - startMs) / 1000)} s: ${what}`)

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    await say(`${signal} while the nodes are made`)
    const up = startUp(file)
    await expect.poll(up.said, soon).toContain('• Preparing nodes')
    await wait(300)
    await endUnder(up, signal)
    expect(await stateOfLab()).toMatchObject({ state: 'stale', garbage: true })
  }

  await say('while the fabric is attached')
  const attaching = startUp(file)
  await expect.poll(record, { ...soon, interval: 1 }).toContain('"attaching"')
  await endUnder(attaching)
  expect(await stateOfLab()).toMatchObject({ state: 'stale', repairable: true })

  await say('while the CNI is installed')
  const installing = startUp(file)
  await expect.poll(installing.said, soon).toContain('✓ attach the fabric')
  await wait(2500)
  await endUnder(installing)

  await say('in a capture, and while the workload is deployed')
  const seen = await connectCluster({ lab })
  const live = await capture(seen, ['control-plane:eth0'])
  const deploying = startUp(file)
  await expect.poll(deploying.said, soon).toContain('✓ take the control-plane taint off')
  await wait(500)
  await endUnder(deploying, 'SIGKILL', async () => {
    expect((await rejection(live.stop(), LabError)).message).toMatch(/tools is gone|docker/i)
    await seen.close()
    expect((await rejection(destroyCluster(lab, { engine: 'kind' }), LabError)).fix).toMatch(/start docker/i)
  })

  await say('up makes it whole')
  const whole = startUp(file)
  expect([await whole.ended, whole.said()]).toEqual([
    0,
    expect.stringMatching(/✓ deploy the workload: (kept: )?1 pods run/),
  ])
  const cluster = await connectCluster({ lab })
  const app = await pods(cluster)
  expect((await ping(app.on('control-plane'), cluster.outside)).received).toBe(3)
  await cluster.close()

  await say('while it is destroyed')
  const down = startUnderlay(['down', lab])
  while (containersThatRun().length > 1 && down.child.exitCode === null) await wait(5)
  await endUnder(down)
  await say('down again: nothing is left')
  const again = startUnderlay(['down', lab])
  expect([await again.ended, again.said()]).toEqual([0, expect.stringContaining('it is gone')])
  expect(await collectGarbage({ dryRun: true, lab })).toEqual([])
  await expect.poll(host, { timeout: 20_000 }).toEqual(before.host)
  expect(users()).toEqual(before.users)
})
