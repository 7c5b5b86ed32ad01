import { expect, test } from 'vitest'
import { LabTimeoutError } from '../../../src/errors.ts'
import { awaitHealth } from '../../../src/fabric/await-health.ts'
import { fakeHost, type FakeAnswer } from '../fake-host.ts'
import { rejection } from '../refusal.ts'

const node = { name: 'h1', namespace: 'h1' }
const check = { argv: ['check'], intervalSeconds: 0, retries: 2, timeoutSeconds: 0.05, startPeriodSeconds: 0 }

/** A host whose test ends so, one time after the other; the last goes on. */
function testedHost(...answers: readonly FakeAnswer[]) {
  const left = [...answers]
  return fakeHost(() => (left.length > 1 ? left.shift() : left[0]) ?? {})
}

test('a test that takes too long is killed, and the next try counts', async () => {
  const { host, spawned } = testedHost({ hang: true }, { exitCode: 1 }, {})
  await awaitHealth(host, node, check)
  expect(spawned.map(({ signals }) => signals)).toEqual([['SIGKILL'], [], []])
})

test('one that never ends has failed as often as it may, and what was seen last is told', async () => {
  const { host, spawned } = testedHost({ hang: true, stderr: 'waiting for a route' })
  const { message } = await rejection(awaitHealth(host, node, check), LabTimeoutError)
  expect(message).toContain('h1 to become healthy')
  expect(message).toContain('waiting for a route')
  expect(spawned).toHaveLength(3)
})
