import { expect, test } from 'vitest'
import { awaitBlocks, startBird } from '../../../../src/cni/calico/bgp.ts'
import { birdConfig } from '../../../../src/cni/calico/bird.ts'
import { CommandError, LabTimeoutError } from '../../../../src/errors.ts'
import { fakeHost } from '../../fake-host.ts'
import { calicoRecord } from '../../reference-lab.ts'
import { rejection } from '../../refusal.ts'

const calico = calicoRecord()
const nodes = Object.keys(calico.nodes)

test('every node has a BIRD of its own, with its own configuration', async () => {
  const { host, spawned, written } = fakeHost(() => ({}))
  await startBird(host, calico)
  expect([...written]).toEqual(nodes.map((node) => [`/run/bird/${node}.conf`, birdConfig(calico, node)]))
  const birds = spawned.filter(({ argv }) => argv[0] === 'bird')
  expect(birds.map(({ namespace, argv }) => [namespace, argv[2]])).toEqual(
    nodes.map((node) => [node, `/run/bird/${node}.conf`]),
  )
})

test('a BIRD that runs is told its new configuration', async () => {
  const { host, spawned } = fakeHost(([program]) =>
    program === 'bird' ? { exitCode: 1, stderr: 'bird: I found another BIRD running.\n' } : {},
  )
  await startBird(host, calico)
  const told = spawned.filter(({ argv }) => argv[0] === 'birdc').map(({ argv }) => argv.join(' '))
  expect(told.sort()).toEqual(nodes.map((node) => `birdc -s /run/bird/${node}.ctl configure`).sort())
})

test('a BIRD that refuses its configuration is an error with its words', async () => {
  const { host } = fakeHost(([program]) =>
    program === 'bird' ? { exitCode: 1, stderr: 'bird: worker.conf:3:1 syntax error' } : {},
  )
  const error = await rejection(startBird(host, calico), CommandError)
  expect(error.message).toContain('syntax error')
})

async function awaited(ipip: 'Always' | 'CrossSubnet' | 'Never', node: string): Promise<readonly string[]> {
  const { host, spawned } = fakeHost(() => ({}))
  await awaitBlocks(host, calicoRecord({ ipip }), 1500)
  return spawned.find(({ namespace }) => namespace === node)?.argv ?? []
}

test.for([
  ['Always', 'tunl0', 'tunl0'],
  ['CrossSubnet', '!tunl0', 'tunl0'],
  ['Never', '!tunl0', '!tunl0'],
] as const)('in mode %s each node waits for the routes by the device of the mode', async ([ipip, near, far]) => {
  expect(await awaited(ipip, 'worker3')).toEqual([
    '/underlay/await-routes.pl',
    '2',
    '/run/bird/*.ctl',
    `10.98.81.0/26@${far}`,
    `10.98.85.128/26@${far}`,
    `10.98.193.192/26@${near}`,
    '10.98.241.128/26',
  ])
})

test('for the routes of a VXLAN pool nobody waits: Felix has programmed them', async () => {
  const { host, spawned } = fakeHost(() => ({}))
  await awaitBlocks(host, calicoRecord({ ipip: 'Never', vxlan: 'Always', bgp: {} }), 1500)
  expect(spawned.map(({ argv }) => argv.slice(3))).toEqual([[], [], [], []])
})

test('what did not come is said, node by node', async () => {
  const { host } = fakeHost((_, node) =>
    node.startsWith('worker2') ? { exitCode: 1, stderr: '10.98.81.0/26@tunl0\n' } : {},
  )
  const error = await rejection(awaitBlocks(host, calico, 1500), LabTimeoutError)
  expect(error).toMatchObject({ lastSeen: 'worker2 has no route to 10.98.81.0/26@tunl0' })
})
