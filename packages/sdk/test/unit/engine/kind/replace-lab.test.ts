import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createKindLab } from '../../../../src/engine/kind/create-lab.ts'
import { readRecord } from '../../../../src/engine/kind/record.ts'
import { LabError } from '../../../../src/errors.ts'
import { rejection } from '../../refusal.ts'
import { kindNode } from './fake-docker.ts'
import { config, how, machine, nodes, said, smaller } from './fake-kind.ts'

vi.mock('../../../../src/engine/kind/reaper/start.ts', () => ({ startReaper: async () => ({ release: () => {} }) }))

const anew = { ...how, replace: true } as const

test.for([
  ['of the same config', config, 'persistent'],
  ['of another', smaller, 'persistent'],
  ['that ends with this process', config, 'process'],
] as const)('a lab %s is ended and made anew', async ([, before, lifetime]) => {
  const { names, creations } = machine()
  const first = await createKindLab(before, { ...how, lifetime })
  const { lab, reaper } = await createKindLab(config, anew)
  expect([lab.id === first.lab.id, reaper === undefined, creations()]).toEqual([false, false, 2])
  expect([names().toSorted(), (await readRecord('tiny'))?.id]).toEqual([nodes, lab.id])
  expect(said).toContain('ending tiny: it is made anew')
})

test('where none is it is made', async () => {
  const { creations } = machine()
  await createKindLab(config, anew)
  expect(creations()).toBe(1)
})

test('it stays where the machine cannot make the new one', async () => {
  const { folder, add, names, creations } = machine()
  const first = await createKindLab(config, how)
  writeFileSync(join(folder, 'images'), '')
  const { message } = await rejection(createKindLab(config, { ...anew, offline: true }), LabError)
  expect(message).toContain('offline, and the node image')
  add(kindNode('tiny-worker2', 'tiny'))
  expect((await rejection(createKindLab(config, anew), LabError)).message).toContain('a kind cluster tiny already')
  expect([names().toSorted(), creations()]).toEqual([[...nodes, 'tiny-worker2'], 1])
  expect((await readRecord('tiny'))?.id).toBe(first.lab.id)
})

test('ending and making are one turn: who waits finds the new lab', async () => {
  const { creations } = machine('sleep 0.1')
  const first = await createKindLab(config, how)
  const [replaced, found] = await Promise.all([createKindLab(config, anew), createKindLab(config, how)])
  expect([replaced?.lab.id === first.lab.id, found?.lab.id === replaced?.lab.id, creations()]).toEqual([false, true, 2])
})
