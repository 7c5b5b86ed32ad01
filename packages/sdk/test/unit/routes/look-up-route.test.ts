import { expect, test } from 'vitest'
import { CommandError, LabError } from '../../../src/errors.ts'
import { lookUpRoute } from '../../../src/routes/look-up-route.ts'
import { fakeEndpoint } from '../traffic/endpoint.ts'
import type { FakeAnswer } from '../fake-host.ts'

const question = { destination: '10.9.0.1', source: '' }

function lookUp(answer: FakeAnswer, matched?: FakeAnswer) {
  const { endpoint } = fakeEndpoint((argv) => (argv.includes('fibmatch') ? (matched ?? {}) : answer))
  return lookUpRoute(endpoint.cluster.internals, 'worker', question, { matched: matched !== undefined })
}

test.for([
  ['Network is unreachable', undefined],
  ['Invalid argument', 'blackhole'],
  ['No route to host', 'unreachable'],
  ['Permission denied', 'prohibit'],
] as const)('the kernel refuses by %s', async ([said, type]) => {
  const error = `RTNETLINK answers: ${said}`
  expect(await lookUp({ stderr: `${error}\n`, exitCode: 2 })).toEqual({ error, ...(type && { type }) })
})

test.for([
  ['ip: not found', 127],
  ['Cannot find device "cali123"', 1],
  ['nsenter: cannot open /proc/1/ns/net: Permission denied', 1],
  ['', 255],
] as const)('"%s" is no answer of the kernel', async ([stderr, exitCode]) => {
  await expect(lookUp({ stderr, exitCode })).rejects.toThrow(CommandError)
})

test.for(['broadcast', 'multicast', 'anycast', 'local'])('a %s route has its device and source', async (type) => {
  const stdout = JSON.stringify([{ type, dst: '10.9.0.1', dev: 'net0', prefsrc: '10.1.5.10', flags: [] }])
  expect(await lookUp({ stdout })).toEqual({ type, device: 'net0', source: '10.1.5.10' })
})

test.for(['blackhole', 'unreachable', 'prohibit', 'throw'])('a %s route refuses', async (type) => {
  expect(await lookUp({ stdout: JSON.stringify([{ type, dst: '10.9.0.1' }]) })).toEqual({ error: type, type })
})

const chosen = { stdout: JSON.stringify([{ dst: '10.9.0.1', gateway: '10.1.5.2', dev: 'net0', flags: [] }]) }

test.for([
  ['10.1.5.2', true],
  ['10.1.5.1', false],
] as const)('of several next hops the chosen one says onlink: %s', async ([onlink, expected]) => {
  const nexthops = ['10.1.5.1', '10.1.5.2'].map((gateway) => {
    return { gateway, dev: 'net0', weight: 1, flags: gateway === onlink ? ['onlink'] : [] }
  })
  const matched = { stdout: JSON.stringify([{ dst: '10.9.0.0/16', nexthops, flags: [] }]) }
  expect(await lookUp(chosen, matched)).toMatchObject({ nextHop: '10.1.5.2', onlink: expected })
})

test('what the route that matches cannot be asked is not left open', async () => {
  const old = { stderr: 'Error: argument "fibmatch" is wrong', exitCode: 255 }
  await expect(lookUp(chosen, old)).rejects.toThrow(CommandError)
  const gone = { stderr: 'RTNETLINK answers: Network is unreachable\n', exitCode: 2 }
  await expect(lookUp(chosen, gone)).rejects.toThrow(LabError)
})
