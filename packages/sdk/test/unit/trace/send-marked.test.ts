import { expect, test } from 'vitest'
import { CommandError } from '../../../src/errors.ts'
import { sendMarked } from '../../../src/trace/send-marked.ts'
import type { FakeAnswer } from '../fake-host.ts'
import { fakeEndpoint } from '../traffic/endpoint.ts'

const send = (answer: FakeAnswer, protocol: 'icmp' | 'tcp') => {
  const traffic = protocol === 'icmp' ? { protocol } : { protocol, port: 80 }
  return sendMarked(fakeEndpoint(() => answer).endpoint, { to: '10.98.81.5', traffic, timeoutMs: 100 })
}

test('what the own kernel refuses is a result', async () => {
  const stderr = 'ping: connect: Network is unreachable\n'
  expect(await send({ stderr, exitCode: 2 }, 'icmp')).toMatchObject({ refused: stderr.trim() })
  expect(await send({ stderr: 'tcp 10.98.81.5:80: No route to host\n', exitCode: 7 }, 'tcp')).toMatchObject({
    refused: 'tcp 10.98.81.5:80: No route to host',
  })
})

test.for([0, 7, 28])('whoever sent it and ends with %i tells from where', async (exitCode) => {
  expect(await send({ stdout: '10.98.81.4 40000\n', exitCode }, 'tcp')).toMatchObject({
    source: { address: '10.98.81.4', port: 40_000 },
  })
})

test.for([
  ['icmp', 126],
  ['icmp', 127],
  ['tcp', 127],
  ['tcp', 1],
  ['tcp', 255],
] as const)('a program of %s that fails with %i is no result of the network', async ([protocol, exitCode]) => {
  await expect(send({ stderr: 'not found', exitCode }, protocol)).rejects.toThrow(CommandError)
})

test('whether the sender heard an answer is told', async () => {
  const echoed = (received: number) =>
    send({ stdout: `1 packets transmitted, ${received} received, 0% packet loss\n`, exitCode: 1 - received }, 'icmp')
  const connected = (exitCode: number) => send({ stdout: '10.98.81.4 40000\n', exitCode }, 'tcp')
  const all = await Promise.all([echoed(1), echoed(0), connected(0), connected(7), connected(28)])
  expect(all.map(({ heard }) => heard)).toEqual([true, false, true, false, false])
})
