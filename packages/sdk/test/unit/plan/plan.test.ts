import { expect, test } from 'vitest'
import { CommandError, LabError } from '../../../src/errors.ts'
import { applyPlans, replaceTable } from '../../../src/plan/plan.ts'
import { fakeHost } from '../fake-host.ts'
import { rejection } from '../refusal.ts'

test('each plan is one process in its namespace; an empty one is none', async () => {
  const { host, spawned } = fakeHost(() => ({}))
  await applyPlans(host, [
    { namespace: 'worker', instructions: ['ip link set lo up', 'tx-off net0'] },
    { namespace: 'worker2', instructions: [] },
  ])
  expect(spawned).toEqual([
    { namespace: 'worker', argv: ['/underlay/apply.pl'], stdin: 'ip link set lo up\ntx-off net0\n', signals: [] },
  ])
})

test('the plan that failed is named, after all others have ended', async () => {
  const { host, spawned } = fakeHost((_, namespace) =>
    namespace === 'worker' ? { exitCode: 1, stderr: 'Cannot find device "net0"' } : {},
  )
  const plans = ['worker', 'worker2'].map((namespace) => ({ namespace, instructions: ['ip link set net0 up'] }))
  const error = await rejection(applyPlans(host, plans), CommandError)
  expect(error.message).toContain('worker: /underlay/apply.pl: exit code 1: Cannot find device')
  expect(spawned).toHaveLength(2)
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
