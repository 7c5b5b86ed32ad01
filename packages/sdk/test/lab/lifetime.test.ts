import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Connection } from '../../src/host/connection.ts'
import {
  calicoIpipCrossSubnet,
  connectCluster,
  createKindCluster,
  destroyCluster,
  listLabs,
  nodes,
} from '../../src/index.ts'
import { run, tryRun } from '../../src/host/run.ts'
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

async function creator(host: string, ...args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'creator.ts'), lab, host, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  creators.push(child)
  await once(child.stdout ?? child, 'data')
  return child
}

const listed = async () => (await listLabs()).filter(({ name }) => name === lab)

async function connect(): Promise<Connection> {
  const connection = await findSupervisor(lab)
  if (connection === undefined) throw new Error('the lab is gone')
  return connection
}

function pidOf(what: string): number {
  const found = processesOf(lab).find(({ command }) => command.startsWith(what) || command.includes(`${what} `))
  if (found === undefined) throw new Error(`no ${what} runs: ${JSON.stringify(processesOf(lab))}`)
  return found.pid
}

// What each host's machine is as processes, and the ones that are killed.
const hosts = [
  ['local', 4, ['supervisor/main.ts', 'unshare', '/usr/bin/perl']],
  ['microvm', 3, ['supervisor/main.ts', 'qemu-system-x86_64']],
] as const

describe.for(hosts)('on host %s', ([host, processes, victims]) => {
  test('a process lab dies with its creator, kill -9 included', async () => {
    const child = await creator(host)
    expect(processesOf(lab)).toHaveLength(processes)
    child.kill('SIGKILL')
    expect(await tracesAfter(lab, goneWithinMs)).toEqual([])
    expect(await listed()).toEqual([])
  })

  test('a creator killed while the machine starts leaves nothing', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'creator.ts'), lab, host], { stdio: 'ignore' })
    while (processesOf(lab).length < 3) await new Promise((resolve) => setTimeout(resolve, 2))
    child.kill('SIGKILL')
    expect(await tracesAfter(lab, goneWithinMs)).toEqual([])
  })

  test.for(victims)(
    'killing %s leaves nothing but the word of it, until who ends the lab has been told',
    async (victim) => {
      await creator(host, 'persistent')
      process.kill(pidOf(victim), 'SIGKILL')
      expect(await tracesAfter(lab, goneWithinMs)).toEqual([])
      const [dead] = await listed()
      expect(dead).toMatchObject({ state: 'stale', lifetime: 'persistent', garbage: true })
      expect(dead?.reason).toMatch(victim.startsWith('supervisor') ? /^its supervisor was killed$/ : / ended /)
      await expect(connectCluster({ lab })).rejects.toThrow(`no lab named ${lab} is running: `)
      expect([await destroyCluster(lab), await destroyCluster(lab), await listed()]).toEqual([true, false, []])
    },
  )
})

test('a lab holds no file that its creator has open', async () => {
  // Node closes low numbers by itself.
  const [lines, program] = ['exec 200< /dev/null; exec "$0" "$@"', join(import.meta.dirname, 'creator.ts')]
  const child = spawn('bash', ['-c', lines, process.execPath, program, lab, 'local'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  creators.push(child)
  await once(child.stdout, 'data')
  const connection = await connect()
  expect(await run(connection, '', ['ls', '/proc/1/fd', '/proc/self/fd'])).not.toMatch(/\b200\b/)
  connection.close()
})

test('a persistent lab outlives its creator, and ends when it is destroyed', async () => {
  const child = await creator('local', 'persistent')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const connection = await connect()
  expect(await run(connection, '', ['echo', 'here'])).toBe('here\n')
  await connection.destroy()
  expect(await tracesAfter(lab, goneWithinMs)).toEqual([])
})

test('a killed client takes its processes along, and leaves the lab', async () => {
  const owner = await startSupervisor(lab, 'local')
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
  const first = await startSupervisor(lab, 'local')
  await expect(startSupervisor(lab, 'local')).rejects.toThrow(LabStateError)
  expect(await run(first, '', ['echo', 'here'])).toBe('here\n')
})

test('two that build the same persistent lab at once both get it; destroying it twice is no error', async () => {
  const { kind } = calicoIpipCrossSubnet({ name: lab })
  const both = await Promise.all([1, 2].map(() => createKindCluster(kind, { lifetime: 'persistent', host: 'local' })))
  expect(await Promise.all(both.map(async (cluster) => (await nodes(cluster)).length))).toEqual([4, 4])
  await destroyCluster(both[0] ?? lab)
  await destroyCluster(both[1] ?? lab)
  expect(await destroyCluster(lab)).toBe(false)
  for (const cluster of both) await cluster[Symbol.asyncDispose]()
  expect(await tracesAfter(lab, goneWithinMs)).toEqual([])
})

test('a process that is killed right after it was started leaves nothing in the lab', async () => {
  const owner = await startSupervisor(lab, 'local')
  for (let round = 0; round < 20; round++) {
    const other = await connect()
    other.spawn('', ['sleep', '4321'])
    other.close()
  }
  // The relay passes what is before this on first.
  await run(owner, '', ['sleep', '0.5'])
  const { stdout } = await tryRun(owner, '', ['sh', '-c', 'cat /proc/[0-9]*/cmdline | tr "\\0" " "'])
  expect(stdout.split('sleep 4321').length - 1).toBe(0)
})
