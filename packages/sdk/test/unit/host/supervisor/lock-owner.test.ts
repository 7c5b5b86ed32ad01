import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { listLocks, lockAddress, runtimeFolder } from '../../../../src/host/supervisor/address.ts'
import { introduce } from '../../../../src/host/supervisor/holder.ts'
import { askOwnHolder, isStrangers, ownHolder } from '../../../../src/host/supervisor/lock-owner.ts'
import { tempFolder } from '../../temp-folder.ts'
import { holdLock } from './hold-lock.ts'

beforeEach(() => void vi.stubEnv('XDG_RUNTIME_DIR', tempFolder()))
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

/** From now on this process is one of another user. */
const beStranger = () => void vi.spyOn(process, 'geteuid').mockReturnValue((process.geteuid?.() ?? 0) + 1)

test("a lock of this user is told from a free one and a stranger's", async () => {
  const lock = lockAddress('lab')
  expect([ownHolder(lock), isStrangers(lock), listLocks()]).toEqual([undefined, false, []])
  await holdLock(lock, introduce)
  expect([ownHolder(lock), isStrangers(lock), listLocks()]).toEqual([process.pid, false, ['lab']])
  expect(await askOwnHolder(lock, 5000)).toMatchObject({ pid: process.pid })
  beStranger()
  expect([ownHolder(lock), isStrangers(lock), listLocks()]).toEqual([undefined, true, []])
  expect(await askOwnHolder(lock, 5000)).toBeUndefined()
})

test('who holds a lock and says to be another is not believed', async () => {
  const lock = lockAddress('lie')
  await holdLock(lock, (socket) => void socket.write('{"pid":1,"startedMs":1}\n'))
  expect(await askOwnHolder(lock, 5000)).toBe('silent')
})

test('what no lab can be named is no lock of one', async () => {
  for (const name of ['', '../../etc', '-rf', 'a b', 'é']) await holdLock(`\0${runtimeFolder()}/${name}`)
  expect(listLocks()).toEqual([])
})

// Node cannot bind what is no text.
const binding =
  'use Socket; socket S,1,1,0; bind S,pack("Sa*",1,"\\0$ARGV[0]"."\\xff"x(107-length $ARGV[0])); listen S,9; syswrite STDOUT,1; sleep 60'

test('names of any bytes, and too long ones, stop nothing', async () => {
  const child = spawn('perl', ['-e', binding, `${runtimeFolder()}/`], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  expect(listLocks()).toEqual([])
})
