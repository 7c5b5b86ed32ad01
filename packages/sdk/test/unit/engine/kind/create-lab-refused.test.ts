import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { createKindLab } from '../../../../src/engine/kind/create-lab.ts'
import { labFolder, readRecord } from '../../../../src/engine/kind/record.ts'
import { EngineError, LabError } from '../../../../src/errors.ts'
import { rejection } from '../../refusal.ts'
import { kindNode } from './fake-docker.ts'
import { config, how, image, machine, nodes, said } from './fake-kind.ts'

const reapers = vi.hoisted(() => ({ released: 0 }))

vi.mock('../../../../src/engine/kind/reaper/start.ts', () => ({
  startReaper: async () => ({ release: () => void (reapers.released += 1) }),
}))

// What the end of a half-made lab waits for Docker.
vi.mock('node:timers/promises', () => ({ setTimeout: async () => {} }))

afterEach(() => {
  reapers.released = 0
})

test('kind fails: its reason is told, and nothing is left', async () => {
  const { names } = machine('echo "ERROR: failed: no space left on device" >&2; exit 1')
  const { fix } = await rejection(createKindLab(config, how), EngineError)
  expect(fix).toMatch(/^docker system prune/)
  expect([names(), existsSync(labFolder('tiny'))]).toEqual([[], false])
  expect(reapers.released).toBe(1)
})

test('kind fails and is to be kept: nodes and record stay, and the next attempt clears them', async () => {
  const { names, kindCalls } = machine('[ -e ../again ] && exit 0; touch ../again; exit 1')
  await rejection(createKindLab(config, { ...how, keep: 'on-failure' }), EngineError)
  expect(kindCalls()[0]).toMatch(/--retain$/)
  expect([names().toSorted(), reapers.released]).toEqual([nodes, 1])
  expect((await readRecord('tiny'))?.containers).toBeUndefined()
  await createKindLab(config, how)
  expect(said).toContain('clearing what an earlier attempt left of tiny')
})

test('Docker ends meanwhile: the reason of kind is told, and the reaper stays to clear up', async () => {
  machine('touch ../down; echo "ERROR: failed: no space left on device" >&2; exit 1')
  const { fix } = await rejection(createKindLab(config, how), EngineError)
  expect(fix).toMatch(/^docker system prune/)
  expect([existsSync(labFolder('tiny')), reapers.released]).toEqual([true, 0])
})

test('an abort ends kind, and nothing is left', async () => {
  const { names } = machine('echo "• Starting control-plane" >&2; sleep 30')
  const abort = new AbortController()
  const say = (line: string): void => void (line.includes('Starting control-plane') && abort.abort(reason))
  const reason = new Error('enough')
  const making = createKindLab(config, { ...how, say, signal: abort.signal })
  expect(await rejection(making, Error)).toBe(reason)
  expect([names(), existsSync(labFolder('tiny'))]).toEqual([[], false])
})

test('a kind cluster of that name that is none of ours is refused before anything is made, and stays', async () => {
  const { add, names, creations } = machine()
  add(kindNode('tiny-control-plane', 'tiny'))
  const { message, fix } = await rejection(createKindLab(config, how), LabError)
  expect(message).toContain('tiny cannot be created here: there is a kind cluster tiny already')
  expect(fix).toContain('kind delete cluster --name tiny')
  expect([names(), creations(), existsSync(labFolder('tiny'))]).toEqual([['tiny-control-plane'], 0, false])
})

test('the node image is pulled once; offline it is named, and nothing is made', async () => {
  const engine = machine('exit 0', [])
  engine.publish(image)
  const { message } = await rejection(createKindLab(config, { ...how, offline: true }), LabError)
  expect(message).toContain(`offline, and the node image ${image} is not in Docker`)
  expect([engine.creations(), existsSync(labFolder('tiny'))]).toEqual([0, false])
  expect((await createKindLab(config, how)).lab).not.toHaveProperty('offline')
  expect(engine.calls().filter((call) => call.startsWith('pull'))).toEqual([`pull -- ${image}`])
})

test('a lab of which a node is gone keeps the others while it cannot be built again', async () => {
  const { folder, add, remove, names, creations } = machine()
  await createKindLab(config, how)
  remove('tiny-worker')
  writeFileSync(join(folder, 'images'), '')
  await rejection(createKindLab(config, { ...how, offline: true }), LabError)
  add(kindNode('tiny-worker2', 'tiny'))
  const { message } = await rejection(createKindLab(config, how), LabError)
  expect(message).toContain('there is a kind cluster tiny already')
  expect([names().toSorted(), creations()]).toEqual([['tiny-control-plane', 'tiny-worker2'], 1])
  expect((await readRecord('tiny'))?.containers).toBeDefined()
})

test('a lab that was made offline stays so', async () => {
  machine()
  expect((await createKindLab(config, { ...how, offline: true })).lab).toMatchObject({ offline: true })
  expect(readFileSync(join(labFolder('tiny'), 'lab.json'), 'utf8')).toContain('"offline": true')
})
