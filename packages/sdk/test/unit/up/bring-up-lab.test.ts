import { presets } from '@underlay/configs'
import { afterEach, expect, test, vi } from 'vitest'
import type { makeCluster } from '../../../src/cluster/create-kind-cluster.ts'
import { bringUpLab } from '../../../src/up/bring-up-lab.ts'
import type { planLab } from '../../../src/up/plan-lab.ts'
import type { UpStepName } from '../../../src/up/planned-step.ts'
import type { stepsOf } from '../../../src/up/steps.ts'
import { rejection } from '../refusal.ts'

const fake = vi.hoisted(() => ({
  planLab: vi.fn<typeof planLab>(),
  makeCluster: vi.fn<typeof makeCluster>(),
  stepsOf: vi.fn<typeof stepsOf>(),
  wait: vi.fn<() => Promise<void>>(),
}))

vi.mock('../../../src/up/plan-lab.ts', () => fake)
vi.mock('../../../src/up/steps.ts', () => fake)
vi.mock('../../../src/cluster/create-kind-cluster.ts', () => fake)
vi.mock('node:timers/promises', () => ({ setTimeout: fake.wait }))

const lab = presets['flannel-vxlan'].define({ name: 'mine' })
const reason = new Error('enough')

afterEach(() => void vi.resetAllMocks())

/** A lab that is aborted while a step of it runs. */
async function aborted(engine: 'kind' | 'netns', name: UpStepName = 'attach') {
  const abort = new AbortController()
  const running = Promise.withResolvers<string>()
  const events: string[] = []
  fake.planLab.mockResolvedValue({ lab: 'mine', engine, steps: [], differences: [] })
  fake.makeCluster.mockImplementation(async (_, { onMade }) => {
    onMade?.({ keep: async () => {}, discard: async () => void events.push('discarded') })
    return expect.anything()
  })
  fake.stepsOf.mockImplementation((_lab, _planned, make) => [
    { name: 'create', title: '', run: async (say) => String(await make(say)) },
    { name, title: '', run: () => (setTimeout(() => abort.abort(reason), 1), running.promise) },
  ])
  const up = rejection(bringUpLab(lab, { signal: abort.signal, onProgress: () => {} }), Error)
  await new Promise((resolve) => setTimeout(resolve, 50))
  return { up, events, running }
}

test('an abort does not wait for a plan that Docker keeps waiting', async () => {
  fake.planLab.mockReturnValue(new Promise(() => {}))
  const abort = new AbortController()
  const up = bringUpLab(lab, { signal: abort.signal })
  setTimeout(() => abort.abort(reason), 20)
  expect(await rejection(up, Error)).toBe(reason)
})

test.for([
  ['attach', 'ends'],
  ['attach', 'fails'],
  ['cni', 'fails'],
  ['taint', 'ends'],
  ['workload', 'fails'],
] as const)('a kind lab is discarded when its step %s %s, and not before', async ([name, how]) => {
  fake.wait.mockReturnValue(new Promise(() => {}))
  const { up, events, running } = await aborted('kind', name)
  expect(events).toEqual([])
  if (how === 'ends') running.resolve('')
  else running.reject(new Error('containerlab was stopped'))
  expect([await up, events]).toEqual([reason, ['discarded']])
})

test('a kind lab whose step does not end is discarded after a minute', async () => {
  fake.wait.mockResolvedValue()
  const { up, events } = await aborted('kind')
  expect([await up, events]).toEqual([reason, ['discarded']])
  expect(fake.wait).toHaveBeenCalledWith(60_000, undefined, { ref: false })
})

test('on netns nothing is waited for: the step ends with its supervisor', async () => {
  fake.wait.mockReturnValue(new Promise(() => {}))
  const { up, events } = await aborted('netns')
  expect([await up, events]).toEqual([reason, ['discarded']])
})

test('reconfigure leaves it to the making to end the lab that is there', async () => {
  fake.planLab.mockResolvedValue({ lab: 'mine', engine: 'netns', steps: [], differences: [] })
  fake.stepsOf.mockImplementation((_lab, _planned, make) => [
    { name: 'create', title: '', run: async (say) => String(await make(say)) },
  ])
  fake.makeCluster.mockRejectedValue(reason)
  expect(await rejection(bringUpLab(lab, { reconfigure: true, onProgress: () => {} }), Error)).toBe(reason)
  expect(fake.makeCluster.mock.lastCall?.[1]).toMatchObject({ replace: true })
})
