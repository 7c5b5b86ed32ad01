import { AssertionError, InconclusiveError, PredictionError } from '@underlay/evidence'
import { expect, test, vi } from 'vitest'
import { CommandError } from '../../../src/errors.ts'
import { assertMtu } from '../../../src/reach/assert-mtu.ts'
import type { FakeAnswer } from '../fake-host.ts'
import { fakeEndpoint } from '../traffic/endpoint.ts'

vi.mock('../../../src/trace/trace-path.ts', () => ({
  tracePath: async () => ({ causes: ['gw0: it forwards nothing'] }),
}))

function unknown(): never {
  throw new PredictionError('it is in no document', 'none')
}

/** A path that nothing is known of but what each size of packet comes to. */
function path(answer: (bytes: number, echoes: number) => FakeAnswer) {
  const { endpoint, spawned } = fakeEndpoint((argv) => {
    const numberAfter = (option: string): number => Number(argv[argv.indexOf(option) + 1])
    return answer(numberAfter('-s') + 28, numberAfter('-c'))
  })
  Object.assign(endpoint.cluster.internals, { model: unknown, pods: unknown, services: unknown })
  return { assert: (size: number) => assertMtu(endpoint.cluster, endpoint, endpoint, { expect: size }), spawned }
}

const reply = '64 bytes from 10.98.81.4: icmp_seq=3 ttl=63 time=1.0 ms'
const came = (echoes: number, replies: number): FakeAnswer => ({
  stdout: `${replies > 0 ? reply : ''}\n${echoes} packets transmitted, ${replies} received`,
  exitCode: replies > 0 ? 0 : 1,
})

test('a size passes when one of three echoes is answered', async () => {
  const { assert, spawned } = path((bytes, echoes) => came(echoes, bytes > 1400 ? 0 : Math.max(0, echoes - 2)))
  expect(await assert(1400)).toMatchObject({ outcome: 'pass', actual: 1400 })
  expect(spawned).toHaveLength(2)
})

test('two lost echoes hide no larger packet', async () => {
  const { assert } = path((_, echoes) => came(echoes, Math.max(0, echoes - 2)))
  await expect(assert(1400)).rejects.toThrow(AssertionError)
})

test('what the own kernel refuses does not pass', async () => {
  const refused = { stderr: 'ping: local error: message too long, mtu=1400', exitCode: 2 }
  const { assert } = path((bytes, echoes) => (bytes > 1400 ? refused : came(echoes, echoes)))
  expect(await assert(1400)).toMatchObject({ outcome: 'pass' })
})

test.for([126, 127])('a ping that cannot be run (%i) says nothing of sizes', async (exitCode) => {
  const missing = { stderr: 'ping: not found', exitCode }
  const { assert } = path((bytes, echoes) => (bytes > 1400 ? missing : came(echoes, echoes)))
  await expect(assert(1400)).rejects.toThrow(CommandError)
})

test('a path that carries nothing shows nothing of sizes', async () => {
  const error = await path((_, echoes) => came(echoes, 0))
    .assert(1400)
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(InconclusiveError)
  expect(error).toMatchObject({
    message: 'pod/app → pod/app: no packet passes, expected 1400\n  cause: gw0: it forwards nothing',
  })
})
