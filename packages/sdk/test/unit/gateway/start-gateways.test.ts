import { expect, test } from 'vitest'
import { CommandError, LabError, LabTimeoutError } from '../../../src/errors.ts'
import type { GatewayPlan } from '../../../src/gateway/plan-gateway.ts'
import { startGateways } from '../../../src/gateway/start-gateways.ts'
import { fakeHost, type FakeAnswer } from '../fake-host.ts'
import { rejection } from '../refusal.ts'

const plan = (name: string, change: Partial<GatewayPlan> = {}): GatewayPlan => ({
  name,
  settings: [],
  instructions: [],
  routes: [],
  daemons: ['folder /run/frr'],
  awaited: [],
  ...change,
})
const startDaemons = '/underlay/start-daemons.pl'

/** A host where a script answers so, and all others are content. */
const answering = (script: string, answer: FakeAnswer) => fakeHost(([name]) => (name === script ? answer : {}))

test('routes come before daemons, in each gateway’s own namespace; one that the kernel does alone starts nothing', async () => {
  const { host, spawned } = fakeHost(() => ({}))
  await startGateways(host, [
    plan('gw0', { routes: ['ip route replace 10.9.0.0/16 via 10.1.5.9'] }),
    plan('gw1', { daemons: [] }),
    plan('gw2', { awaited: ['10.1.5.0/24'] }),
  ])
  expect(spawned.map(({ namespace, argv }) => `${namespace} ${argv.join(' ')}`)).toEqual([
    'gw0 /underlay/apply.pl',
    `gw0 ${startDaemons}`,
    `gw2 ${startDaemons}`,
    'gw2 /underlay/await-routes.pl 20 /run/bird/*.ctl 10.1.5.0/24',
  ])
  expect(spawned[1]?.stdin).toBe('folder /run/frr\n')
})

test('a host without FRR or BIRD is told, with the way out', async () => {
  const { host } = answering(startDaemons, { exitCode: 1, stderr: 'zebra: No such file or directory\n' })
  const error = await rejection(startGateways(host, [plan('gw0')]), LabError)
  expect(error.message).toContain('gw0 runs zebra, which is not there on this host')
  expect(error.fix).toContain("driver: 'containerlab'")
})

test('what a daemon says that does not start is told', async () => {
  const { host } = answering(startDaemons, { exitCode: 1, stderr: 'bird: /run/bird/gw0.conf:3:1 syntax error\n' })
  const error = await rejection(startGateways(host, [plan('gw0')]), CommandError)
  expect(error.message).toContain('/run/bird/gw0.conf:3:1 syntax error')
})

test('gateways that do not hear of one another are told, with what is missing', async () => {
  const { host } = answering('/underlay/await-routes.pl', { exitCode: 1, stderr: '10.1.8.0/24\n' })
  const plans = [plan('gw0', { awaited: ['10.1.8.0/24'] }), plan('gw1')]
  const error = await rejection(startGateways(host, plans), LabTimeoutError)
  expect(error.message).toContain("the gateways' routes; last seen: gw0 has no route to 10.1.8.0/24")
})
