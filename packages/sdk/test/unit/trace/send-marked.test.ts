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
  expect(await send({ stderr, exitCode: 2 }, 'icmp')).toMatchObject({ refused: 'Network is unreachable' })
  expect(await send({ stderr: 'tcp 10.98.81.5:80: No route to host\n', exitCode: 7 }, 'tcp')).toMatchObject({
    refused: 'tcp 10.98.81.5:80: No route to host',
  })
})

test('so is what it refused although ping counts it as transmitted', async () => {
  const stdout = '1 packets transmitted, 0 received, +1 errors, 100% packet loss\n'
  const stderr = 'ping: local error: message too long, mtu=1500\n'
  expect(await send({ stdout, stderr, exitCode: 1 }, 'icmp')).toMatchObject({
    heard: false,
    refused: 'message too long, mtu=1500',
  })
})

test.for([0, 7, 28])('whoever sent it and ends with %i tells from where', async (exitCode) => {
  expect(await send({ stdout: '10.98.81.4 40000\n', exitCode }, 'tcp')).toMatchObject({
    source: { address: '10.98.81.4', port: 40_000 },
  })
})

test.for([
  ['icmp', 2],
  ['icmp', 126],
  ['icmp', 127],
  ['tcp', 127],
  ['tcp', 1],
  ['tcp', 255],
] as const)('a program of %s that fails with %i is no result of the network', async ([protocol, exitCode]) => {
  await expect(send({ stderr: 'not found', exitCode }, protocol)).rejects.toThrow(CommandError)
})

test.each([
  ['icmp', { stdout: '1 packets transmitted, 1 received, 0% packet loss\n', exitCode: 0 }, true],
  ['icmp', { stdout: '1 packets transmitted, 0 received, 100% packet loss\n', exitCode: 1 }, false],
  ['tcp', { stdout: '10.98.81.4 40000\n', exitCode: 0 }, true],
  ['tcp', { stdout: '10.98.81.4 40000\n', exitCode: 7 }, false],
  ['tcp', { stdout: '10.98.81.4 40000\n', exitCode: 28 }, false],
] as const)('whether the sender heard an answer is told: %s, %j', async (protocol, answer, heard) => {
  expect((await send(answer, protocol)).heard).toBe(heard)
})
