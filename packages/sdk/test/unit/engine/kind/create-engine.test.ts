import { existsSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { createKindEngine } from '../../../../src/engine/kind/create-engine.ts'
import { createKindLab } from '../../../../src/engine/kind/create-lab.ts'
import { labFolder, readRecord } from '../../../../src/engine/kind/record.ts'
import { EngineError } from '../../../../src/errors.ts'
import { rejection } from '../../refusal.ts'
import { config, how, machine, nodes } from './fake-kind.ts'

const fake = vi.hoisted(() => ({
  released: 0,
  releasedAtOpening: 0,
  given: {},
  open: async (): Promise<void> => {},
  destroy: async (): Promise<void> => {},
}))

vi.mock('../../../../src/engine/kind/reaper/start.ts', () => ({
  startReaper: async () => ({ release: () => void (fake.released += 1) }),
}))

// What the opening of a lab does is not of this test: only whether it comes to its end.
vi.mock('../../../../src/engine/kind/kind-engine.ts', () => ({
  kindEngine: async (lab: { name: string }, options: object) => {
    fake.releasedAtOpening = fake.released
    fake.given = { ...options }
    await fake.open()
    return { name: lab.name, destroy: fake.destroy }
  },
}))

afterEach(() => {
  fake.released = 0
  fake.open = async () => {}
  fake.destroy = async () => {}
})

const lost = new EngineError('the agent did not start')
const fails = async (): Promise<never> => Promise.reject(lost)
const isThere = (): boolean => existsSync(labFolder('tiny'))

test('the reaper of a persistent lab is released once the engine is open, and not before', async () => {
  machine()
  expect(await createKindEngine(config, how)).toMatchObject({ name: 'tiny' })
  expect([fake.releasedAtOpening, fake.released]).toEqual([0, 1])
})

test('the reaper of a lab of this process is kept until that is destroyed', async () => {
  machine()
  const engine = await createKindEngine(config, { ...how, lifetime: 'process' })
  expect(fake.released).toBe(0)
  await engine.destroy()
  expect(fake.released).toBe(1)
})

test('it stays where that fails', async () => {
  machine()
  fake.destroy = fails
  const engine = await createKindEngine(config, { ...how, lifetime: 'process' })
  expect(await rejection(engine.destroy(), EngineError)).toBe(lost)
  expect(fake.released).toBe(0)
})

test('the image of the helper is recorded, and opened with', async () => {
  machine()
  await createKindEngine(config, { ...how, toolsImage: 'tools:1' })
  expect(fake.given).toMatchObject({ toolsImage: 'tools:1' })
  expect(await readRecord('tiny')).toMatchObject({ toolsImage: 'tools:1' })
})

test.for(['persistent', 'process'] as const)('a %s lab that was made and cannot be opened goes', async (lifetime) => {
  const { names } = machine()
  fake.open = fails
  expect(await rejection(createKindEngine(config, { ...how, lifetime }), EngineError)).toBe(lost)
  expect([names(), isThere(), fake.released]).toEqual([[], false, 1])
})

test('… unless it is to be kept', async () => {
  const { names } = machine()
  fake.open = fails
  expect(await rejection(createKindEngine(config, { ...how, keep: 'on-failure' }), EngineError)).toBe(lost)
  expect([names().toSorted(), isThere(), fake.released]).toEqual([nodes, true, 1])
})

test('where it cannot go now its reaper stays to clear up', async () => {
  const { refuse, names } = machine()
  fake.open = async () => {
    refuse('device or resource busy')
    await fails()
  }
  expect(await rejection(createKindEngine(config, how), EngineError)).toBe(lost)
  expect([names().toSorted(), isThere(), fake.released]).toEqual([nodes, true, 0])
})

test('a lab that was there stays when it cannot be opened', async () => {
  const { names } = machine()
  await createKindLab(config, how)
  fake.open = fails
  expect(await rejection(createKindEngine(config, how), EngineError)).toBe(lost)
  expect([names().toSorted(), isThere(), fake.released]).toEqual([nodes, true, 0])
})
