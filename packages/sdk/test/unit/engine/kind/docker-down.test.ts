import { expect, test } from 'vitest'
import { connectCluster } from '../../../../src/cluster/connect-cluster.ts'
import { destroyCluster } from '../../../../src/cluster/destroy-cluster.ts'
import { readRecord, saveRecord } from '../../../../src/engine/kind/record.ts'
import { EngineError, LabStateError } from '../../../../src/errors.ts'
import { planLab } from '../../../../src/up/plan-lab.ts'
import { rejection } from '../../refusal.ts'
import { idOf, kindNode } from './fake-docker.ts'
import { config, machine, nodes } from './fake-kind.ts'
import { kindLab } from './kind-lab.ts'

const tiny = { name: 'tiny', kind: config }
const unseen = 'tiny cannot be looked at, kept or ended'

/** A kind lab whose Docker Engine has stopped. */
async function stopped() {
  const engine = machine()
  const containers = Object.fromEntries(nodes.map((name) => [name, idOf(name)]))
  await saveRecord(kindLab({ name: 'tiny', kind: config, containers }))
  for (const name of nodes) engine.add(kindNode(name, 'tiny'))
  engine.stop()
  return engine
}

test.for([
  [
    'down',
    () => destroyCluster('tiny'),
    'tiny cannot be ended',
    'underlay down tiny; where that Docker Engine is gone for good: rm -r /',
  ],
  ['down on kind', () => destroyCluster('tiny', { engine: 'kind' }), 'tiny cannot be ended', 'underlay down tiny'],
  ['inspect', () => connectCluster({ lab: 'tiny', onProgress: () => {} }), 'tiny cannot be reached', 'underlay ls'],
  ['up', () => planLab(tiny, { engine: 'kind' }), unseen, 'underlay down tiny --engine kind, or up again'],
  ['up, auto', () => planLab(tiny, { lifetime: 'persistent' }), unseen, 'underlay down tiny --engine kind'],
  [
    'up --engine netns --reconfigure',
    () => planLab(tiny, { engine: 'netns', reconfigure: true }),
    unseen,
    'give the new lab another name',
  ],
] as const)('with Docker down %s says which lab, and what to do then', async ([, act, what, next]) => {
  const engine = await stopped()
  const error = await rejection(act(), EngineError)
  expect(error.message).toContain(`the kind lab ${what}: Docker does not answer`)
  expect(error.fix).toMatch(/^start Docker/)
  expect(error.fix).toContain(`; then ${next}`.replace('; then give', '; or give'))
  expect(await readRecord('tiny')).toBeDefined()
  engine.start()
  expect(await destroyCluster('tiny')).toBe(true)
})

test('with Docker down the engine netns makes a lab beside it, and ends none', async () => {
  await stopped()
  const { steps } = await planLab(tiny, { engine: 'netns' })
  expect(steps[0]).toMatchObject({ step: 'create', action: 'make' })
  expect(await destroyCluster('tiny', { engine: 'netns' })).toBe(false)
  const connecting = connectCluster({ lab: 'tiny', engine: 'netns' })
  expect((await rejection(connecting, LabStateError)).message).toContain('netns has no lab named tiny, engine kind has')
})
