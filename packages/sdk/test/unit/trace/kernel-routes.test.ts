import type { PathPrediction } from '@underlay/evidence'
import { expect, test } from 'vitest'
import { CommandError } from '../../../src/errors.ts'
import { kernelRoutes } from '../../../src/trace/kernel-routes.ts'
import { fakeEndpoint } from '../traffic/endpoint.ts'

const question = { destination: '10.9.0.1', source: '10.9.1.1', inputDevice: 'net0' }
const hop = { place: 'worker', route: { question } }
const prediction = { paths: [{ forward: { hops: [hop] }, reverse: { hops: [] } }] } as unknown as PathPrediction

function ask(stderr: string, exitCode: number) {
  const { endpoint } = fakeEndpoint(() => ({ stderr, exitCode }))
  return kernelRoutes(endpoint.cluster, prediction)
}

test('a device that the lab has lost is an answer about its route, a missing ip is none', async () => {
  const error = 'Cannot find device "net0"'
  expect(await ask(`${error}\n`, 1)).toEqual([{ place: 'worker', question, answer: { error } }])
  await expect(ask('ip: not found', 127)).rejects.toThrow(CommandError)
})
