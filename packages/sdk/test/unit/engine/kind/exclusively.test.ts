import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { exclusively } from '../../../../src/engine/kind/exclusively.ts'
import { EngineError, LabError, LabTimeoutError } from '../../../../src/errors.ts'
import { lockAddress } from '../../../../src/host/supervisor/address.ts'
import { bind } from '../../../../src/host/supervisor/bind.ts'
import { rejection } from '../../refusal.ts'
import { tempFolder } from '../../temp-folder.ts'
import { ownFolders } from './kind-lab.ts'

/** Makes this a machine whose locks are names, or files. */
function runOn(platform: NodeJS.Platform): void {
  const own = process.platform
  Object.defineProperty(process, 'platform', { value: platform })
  onTestFinished(() => void Object.defineProperty(process, 'platform', { value: own }))
}

const platforms = ['linux', 'darwin'] as const

test.for(platforms)('on %s one after the other, each with its own result', async (platform) => {
  runOn(platform)
  ownFolders()
  const events: string[] = []
  const change = (name: string) => async (): Promise<string> => {
    events.push(`${name} begins`)
    await wait(20)
    events.push(`${name} ends`)
    return name
  }
  expect(await Promise.all(['a', 'b', 'c'].map((name) => exclusively('lab', change(name))))).toEqual(['a', 'b', 'c'])
  const turns = events.map((event) => event.split(' ')[0])
  expect(turns.filter((_, index) => index % 2 === 0)).toEqual(turns.filter((_, index) => index % 2 === 1))
})

test('who waits goes on when the one before throws', async () => {
  ownFolders()
  const reason = new Error('no')
  const first = exclusively('lab', async () => {
    await wait(20)
    throw reason
  })
  const second = exclusively('lab', async () => 'second')
  expect(await rejection(first, Error)).toBe(reason)
  expect(await second).toBe('second')
})

test('many who wait are no leak, and say no warning', async () => {
  ownFolders()
  const warnings: Error[] = []
  const onWarning = (warning: Error): void => void warnings.push(warning)
  process.on('warning', onWarning)
  onTestFinished(() => void process.off('warning', onWarning))
  const turns = Array.from({ length: 15 }, (_, index) => exclusively('lab', async () => (await wait(3), index)))
  expect(await Promise.all(turns)).toHaveLength(15)
  await wait(10)
  expect(warnings).toEqual([])
})

test('labs do not wait for each other, and none waits for what is held by its name', async () => {
  ownFolders()
  const supervisor = createServer()
  await bind(supervisor, lockAddress('lab'))
  onTestFinished(() => void supervisor.close())
  const nested = exclusively('lab', () => exclusively('lab2', () => exclusively('lab-2', async () => 'inner')))
  expect(await nested).toBe('inner')
})

test.for(platforms)(
  'on %s a process with another runtime folder waits, and goes on when it is killed',
  async (platform) => {
    runOn(platform)
    ownFolders()
    const source = new URL('../../../../src/engine/kind/exclusively.ts', import.meta.url).href
    const script = `Object.defineProperty(process, 'platform', { value: '${platform}' })
const { exclusively } = await import('${source}')
await exclusively('lab', () => new Promise(() => { setInterval(() => {}, 1000); console.log('held') }))`
    const flags = ['--input-type=module', '--disable-warning=ExperimentalWarning', '--eval', script]
    const holder = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void holder.kill('SIGKILL'))
    await once(holder.stdout, 'data')
    // As another login has it, or sudo, or cron.
    vi.stubEnv('XDG_RUNTIME_DIR', tempFolder())
    let turn = false
    const waiting = exclusively('lab', async () => (turn = true))
    await wait(50)
    expect(turn).toBe(false)
    holder.kill('SIGKILL')
    expect(await waiting).toBe(true)
  },
)

test('who waits too long is told why, and takes no turn later', async () => {
  ownFolders()
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  const first = exclusively('lab', () => held)
  const turns: string[] = []
  const late = exclusively('lab', async () => turns.push('late'), { timeoutMs: 50 })
  const { message } = await rejection(late, LabTimeoutError)
  expect(message).toContain('a turn to change the lab lab; last seen: another script is changing it')
  release()
  await first
  await wait(20)
  expect(await exclusively('lab', async () => turns, { timeoutMs: 500 })).toEqual([])
})

test('who is told to stop while waiting waits no longer, and takes no turn later; a change goes on', async () => {
  ownFolders()
  const { promise: held, resolve: release } = Promise.withResolvers<string>()
  const [abort, reason] = [new AbortController(), new Error('enough')]
  const first = exclusively('lab', () => held, { signal: abort.signal })
  const turns: string[] = []
  const waiting = exclusively('lab', async () => turns.push('late'), { signal: abort.signal })
  await wait(50)
  abort.abort(reason)
  expect(await rejection(waiting, Error)).toBe(reason)
  expect(
    await rejection(
      exclusively('other', async () => turns.push('x'), { signal: abort.signal }),
      Error,
    ),
  ).toBe(reason)
  release('done')
  expect(await first).toBe('done')
  await wait(20)
  expect(await exclusively('lab', async () => turns, { timeoutMs: 500 })).toEqual([])
})

test('a name that no lock can have is refused, not waited for', async () => {
  ownFolders()
  expect(
    (
      await rejection(
        exclusively('x'.repeat(100), async () => 0),
        LabError,
      )
    ).message,
  ).toContain('at most 107')
  expect(
    await rejection(
      exclusively('', () => Promise.reject(new EngineError('told'))),
      EngineError,
    ),
  ).toMatchObject({
    message: 'told',
  })
})
