import { expect, test } from 'vitest'
import { CommandError, LabError } from '../../../src/errors.ts'
import { applyPlans, replaceTable } from '../../../src/plan/plan.ts'
import type { Host } from '../../../src/host/host.ts'
import { fakeHost, type FakeAnswer } from '../fake-host.ts'
import { rejection } from '../refusal.ts'

/** A host that keeps what stands on the standard input of every program, and answers the same to all. */
function hostThat(answer: FakeAnswer) {
  const asked: string[] = []
  const { host } = fakeHost(() => answer)
  const spawn: Host['spawn'] = (namespace, argv, options) => {
    asked.push(String(options?.stdin))
    return host.spawn(namespace, ['apply', ...argv.slice(1)], options)
  }
  return { host: { ...host, spawn }, asked }
}

test('plans are one request; an empty one is none', async () => {
  const { host, asked } = hostThat({})
  await applyPlans(host, [
    { namespace: 'worker', instructions: ['ip link set lo up', 'tx-off net0'] },
    { namespace: 'worker2', instructions: [] },
    { namespace: '', instructions: ['ip netns add gw0'] },
  ])
  expect(asked).toEqual(['in worker\nip link set lo up\ntx-off net0\nin \nip netns add gw0\n'])
  await applyPlans(host, [{ namespace: 'worker2', instructions: [] }])
  expect(asked).toHaveLength(1)
})

test('stages are parted; one without plans is none', async () => {
  const { host, asked } = hostThat({})
  const [one, other] = ['worker', 'worker2'].map((namespace) => ({ namespace, instructions: ['ip link set lo up'] }))
  await applyPlans(host, [], one ? [one] : [], [{ namespace: 'worker', instructions: [] }], other ? [other] : [])
  expect(asked).toEqual(['in worker\nip link set lo up\nthen\nin worker2\nip link set lo up\n'])
})

test.for([
  ['at 1 1\nCannot find device "net1"\n', 'worker2: ip link set net1 up: exit code 1: Cannot find device "net1"'],
  ['at 1 0\nlater\nat 0 1\nearlier\n', 'worker: ip link set net1 up: exit code 1: earlier'],
  ['no Perl\n', 'lab: /underlay/apply.pl: exit code 1: no Perl'],
] as const)('the first plan that failed is named, with its instruction: %j', async ([stderr, message]) => {
  const instructions = ['ip link set net0 up', 'ip link set net1 up']
  const plans = ['worker', 'worker2'].map((namespace) => ({ namespace, instructions }))
  const { host } = hostThat({ exitCode: 1, stderr })
  expect((await rejection(applyPlans(host, plans), CommandError)).message).toBe(message)
})

test('an instruction of two lines would be two: it is refused, and nothing runs', async () => {
  const { host, spawned } = fakeHost(() => ({}))
  const plan = { namespace: 'worker', instructions: ['ip link set lo up\nip link del net0'] }
  await expect(applyPlans(host, [plan])).rejects.toThrow(LabError)
  expect(spawned).toEqual([])
})

test('replacing a table declares it first, so that the deletion succeeds when there is none', () => {
  expect(replaceTable('calico', 'table ip calico {\n\n  chain a { }\n}\n')).toEqual([
    'nft table ip calico',
    'nft delete table ip calico',
    'nft table ip calico {',
    'nft   chain a { }',
    'nft }',
  ])
})
