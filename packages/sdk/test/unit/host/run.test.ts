import type { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { CommandError, LabTimeoutError } from '../../../src/errors.ts'
import { run, runForBytes, tryRun } from '../../../src/host/run.ts'
import { fakeHost } from '../fake-host.ts'
import { rejection } from '../refusal.ts'

test('run gives the output, in the place and with the input that were asked for', async () => {
  const { host, spawned } = fakeHost(() => ({ stdout: 'out', stderr: 'words' }))
  expect(await run(host, 'worker', ['ip', 'addr'], { stdin: 'in' })).toBe('out')
  expect(spawned).toMatchObject([{ namespace: 'worker', argv: ['ip', 'addr'], stdin: 'in' }])
})

test('bytes stay bytes', async () => {
  const { host } = fakeHost(() => ({ stdout: '三' }))
  expect((await runForBytes(host, '', ['cat'])).stdout).toEqual(Buffer.from('三'))
})

test('of a long output the end can be kept alone', async () => {
  const { host, spawned } = fakeHost(() => ({}))
  const spawn: typeof host.spawn = (...asked) => {
    const started = host.spawn(...asked)
    for (const text of ['first', 'second', 'third']) (started.stdout as PassThrough).write(text)
    return started
  }
  const kept = async (keptBytes?: number) =>
    (await tryRun({ spawn }, '', ['yes'], keptBytes ? { keptBytes } : {})).stdout
  expect([await kept(), await kept(7), await kept(5), await kept(99)]).toEqual([
    'firstsecondthird',
    'ndthird',
    'third',
    'firstsecondthird',
  ])
  expect(spawned).toHaveLength(4)
})

test('an exit code is a result for tryRun, and an error with place, argv and output for run', async () => {
  const { host } = fakeHost(() => ({ stderr: 'Cannot find device "net9"\n', exitCode: 1 }))
  expect(await tryRun(host, 'worker', ['ip', 'link'])).toMatchObject({ exitCode: 1, stdout: '' })
  const error = await rejection(run(host, 'worker', ['ip', 'link']), CommandError)
  expect(error).toMatchObject({ where: 'worker', argv: ['ip', 'link'], exitCode: 1 })
  expect(error.message).toBe('worker: ip link: exit code 1: Cannot find device "net9"')
})

test('what does not end in time is killed, and the error has what it said last', async () => {
  const { host, spawned } = fakeHost(() => ({ stderr: 'still trying', hang: true }))
  const error = await rejection(run(host, '', ['sleep', '9'], { timeoutMs: 20 }), LabTimeoutError)
  expect(error.message).toBe('waited 20 ms for lab: sleep 9; last seen: still trying')
  expect(spawned[0]?.signals).toEqual(['SIGKILL'])
})
