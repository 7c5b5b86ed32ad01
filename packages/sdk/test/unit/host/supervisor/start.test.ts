import { spawn } from 'node:child_process'
import { createServer, type Socket } from 'node:net'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { EngineError, LabError, LabStateError } from '../../../../src/errors.ts'
import { lockAddress } from '../../../../src/host/supervisor/address.ts'
import { bind } from '../../../../src/host/supervisor/bind.ts'
import { awaitSupervisor, startSupervisor } from '../../../../src/host/supervisor/start.ts'
import { rejection } from '../../refusal.ts'
import { tempFolder } from '../../temp-folder.ts'

const main = new URL('../../../../src/host/supervisor/main.ts', import.meta.url).pathname

// No test here may come as far as booting: the cache has no kernel.
beforeEach(() => {
  vi.stubEnv('XDG_RUNTIME_DIR', tempFolder())
  vi.stubEnv('XDG_CACHE_HOME', tempFolder())
  onTestFinished(() => void vi.unstubAllEnvs())
})

test('a lab that is running is said to be', async () => {
  const lock = createServer()
  onTestFinished(() => void lock.close())
  await bind(lock, lockAddress('lab'))
  expect((await rejection(startSupervisor('lab', 'microvm'), LabStateError)).message).toContain(
    'a lab named lab is running',
  )
})

test("a name whose lock is another user's is refused with what to do", async () => {
  const lock = createServer()
  onTestFinished(() => {
    lock.close()
    vi.restoreAllMocks()
  })
  await bind(lock, lockAddress('lab'))
  vi.spyOn(process, 'geteuid').mockReturnValue((process.geteuid?.() ?? 0) + 1)
  const { name, message, fix } = await rejection(startSupervisor('lab', 'microvm'), LabError)
  expect([name, message.split('\n')[0]]).toEqual([
    'LabError',
    'another user of this machine holds the lock of the name lab',
  ])
  expect(fix).toBe('give the lab another name, or set XDG_RUNTIME_DIR to another folder')
})

test('who waits for a lab that another process makes is told at once that it came to nothing', async () => {
  const waiting: Socket[] = []
  const lock = createServer((socket) => waiting.push(socket))
  onTestFinished(() => void lock.close())
  await bind(lock, lockAddress('lab'))
  let ended = false
  const outcome = awaitSupervisor('lab').finally(() => (ended = true))
  await expect.poll(() => waiting.length).toBe(1)
  expect(ended).toBe(false)
  waiting[0]?.destroy()
  expect(await outcome).toBeUndefined()
  expect(await awaitSupervisor('nobody')).toBeUndefined()
})

test('who waits for it stops by the signal', async () => {
  const waiting: Socket[] = []
  const lock = createServer((socket) => waiting.push(socket))
  onTestFinished(() => void lock.close())
  await bind(lock, lockAddress('lab'))
  const stop = new AbortController()
  const outcome = awaitSupervisor('lab', stop.signal)
  await expect.poll(() => waiting.length).toBe(1)
  stop.abort('SIGINT')
  await expect(outcome).rejects.toBe('SIGINT')
  await expect(awaitSupervisor('nobody', stop.signal)).rejects.toBe('SIGINT')
})

test('a path that is too long for a socket is refused with the fix', async () => {
  const { name, fix } = await rejection(startSupervisor('x'.repeat(120), 'microvm'), LabError)
  expect([name, fix]).toEqual(['LabError', 'set XDG_RUNTIME_DIR to a shorter path, or give the lab a shorter name'])
})

test('the supervisor itself answers such an error, and never that the lab is running', async () => {
  const argv = ['--disable-warning=ExperimentalWarning', main, 'x'.repeat(120)]
  const child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const answer: unknown = JSON.parse((await child.stdout.toArray()).join(''))
  expect(answer).toMatchObject({ name: 'LabError', error: expect.stringContaining("a socket's path at most 107") })
})

test('a supervisor that cannot be started is an error, not the end of the process', async () => {
  const node = process.execPath
  onTestFinished(() => void (process.execPath = node))
  process.execPath = '/nowhere/node'
  const { message } = await rejection(startSupervisor('lab', 'microvm'), EngineError)
  expect(message).toBe('the supervisor of lab could not be started: spawn /nowhere/node ENOENT')
})
