import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Connection } from '../../src/host/connection.ts'
import { run } from '../../src/host/run.ts'
import { findSupervisor, startSupervisor } from '../../src/host/supervisor/start.ts'
import { LabStateError } from '../../src/errors.ts'
import { processesOf, tracesAfter } from './leftovers.ts'

const lab = `lifetime-${process.pid}`
const goneWithinMs = 200

const creators: ChildProcess[] = []

afterEach(async () => {
  for (const child of creators.splice(0)) child.kill('SIGKILL')
  await (await findSupervisor(lab))?.destroy()
})

async function creator(...args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'creator.ts'), lab, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  creators.push(child)
  await once(child.stdout ?? child, 'data')
  return child
}

async function connect(): Promise<Connection> {
  const connection = await findSupervisor(lab)
  if (connection === undefined) throw new Error('the lab is gone')
  return connection
}

function pidOf(what: string): number {
  const found = processesOf(lab).find(({ command }) => command.includes(what))
  if (found === undefined) throw new Error(`no ${what} runs: ${JSON.stringify(processesOf(lab))}`)
  return found.pid
}

test('a process lab dies with its creator, kill -9 included', async () => {
  const child = await creator()
  expect(processesOf(lab)).toHaveLength(3)
  child.kill('SIGKILL')
  expect(await tracesAfter(lab, goneWithinMs)).toEqual([])
})

test('a creator killed while the machine boots leaves nothing', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'creator.ts'), lab], { stdio: 'ignore' })
  while (!processesOf(lab).some(({ command }) => command.includes('qemu'))) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  child.kill('SIGKILL')
  expect(await tracesAfter(lab, goneWithinMs)).toEqual([])
})

test('a persistent lab outlives its creator, and ends when it is destroyed', async () => {
  const child = await creator('persistent')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const connection = await connect()
  expect(await run(connection, '', ['uname', '-r'])).toContain('cloud')
  await connection.destroy()
  expect(await tracesAfter(lab, goneWithinMs)).toEqual([])
})

test.for(['supervisor/main.ts', 'qemu-system'])('killing %s leaves nothing', async (victim) => {
  await creator('persistent')
  process.kill(pidOf(victim), 'SIGKILL')
  expect(await tracesAfter(lab, goneWithinMs)).toEqual([])
})

test('a killed client takes its processes along, and leaves the lab', async () => {
  const owner = await startSupervisor(lab)
  const other = await connect()
  const sleeping = other.spawn('', ['sleep', '1234'])
  const count = async () =>
    (await run(owner, '', ['sh', '-c', 'cat /proc/[0-9]*/cmdline | tr "\\0" " "'])).split('sleep 1234').length - 1
  while ((await count()) !== 1) await new Promise((resolve) => setTimeout(resolve, 10))
  other.close()
  await expect(sleeping.exited).rejects.toThrow('the lab is gone')
  const deadline = performance.now() + 2000
  while ((await count()) > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10))
  expect(await count()).toBe(0)
})

test('a name that is in use is refused, and the running lab is not touched', async () => {
  const first = await startSupervisor(lab)
  await expect(startSupervisor(lab)).rejects.toThrow(LabStateError)
  expect(await run(first, '', ['echo', 'here'])).toBe('here\n')
})
