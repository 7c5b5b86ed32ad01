import { afterEach, expect, test, vi } from 'vitest'
import { createKindLab } from '../../../../src/engine/kind/create-lab.ts'
import { kindOwner, kubeconfigPath, readRecord, saveRecord } from '../../../../src/engine/kind/record.ts'
import { LabStateError } from '../../../../src/errors.ts'
import { identityOf } from '../../../../src/process/process-identity.ts'
import { rejection } from '../../refusal.ts'
import { idOf, kindNode } from './fake-docker.ts'
import { kindLab } from './kind-lab.ts'
import { config, create, how, machine, nodes, said, smaller } from './fake-kind.ts'

const reapers = vi.hoisted(() => ({ started: [] as { name: string; id: string }[], released: 0 }))

vi.mock('../../../../src/engine/kind/reaper/start.ts', () => ({
  startReaper: async ({ name, id }: { name: string; id: string }) => {
    reapers.started.push({ name, id })
    return { release: () => void (reapers.released += 1) }
  },
}))

// What the end of a half-made lab waits for Docker.
vi.mock('node:timers/promises', () => ({ setTimeout: async () => {} }))

afterEach(() => {
  reapers.started = []
  reapers.released = 0
})

test('a lab is made by kind, with a kubeconfig of its own, and recorded with the ids of its nodes', async () => {
  const { kindCalls, wrote } = machine()
  const before = Date.now()
  const { lab: made } = await createKindLab(config, how)
  expect(made).toEqual({
    name: 'tiny',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    lifetime: 'persistent',
    kind: config,
    startedMs: expect.any(Number),
    owner: kindOwner(),
    engineId: 'engine-1',
    creator: identityOf(process.pid),
    containers: Object.fromEntries(nodes.map((name) => [name, idOf(name)])),
  })
  expect(made.startedMs).toBeGreaterThanOrEqual(before)
  expect(await readRecord('tiny')).toEqual(made)
  expect(kindCalls()).toEqual([`${create} --kubeconfig ${kubeconfigPath('tiny')} --config -`])
  expect(wrote('config')).toContain('kind.x-k8s.io/v1alpha4')
  expect(said).toContain('Creating cluster "tiny" ...')
})

test.for(['persistent', 'process'] as const)(
  'of lifetime %s: its reaper is given with it, and not released',
  async (one) => {
    machine()
    const { lab, reaper } = await createKindLab(config, { ...how, lifetime: one })
    expect(reapers).toEqual({ started: [{ name: 'tiny', id: lab.id }], released: 0 })
    reaper?.release()
    expect(reapers.released).toBe(1)
  },
)

test('the image of the helper is kept where one was asked for', async () => {
  machine()
  const { lab } = await createKindLab(config, { ...how, toolsImage: 'tools:1' })
  expect(lab.toolsImage).toBe('tools:1')
  expect(await readRecord('tiny')).toMatchObject({ toolsImage: 'tools:1' })
})

test('a persistent lab is found again by the same config: nothing is made, and there is no reaper', async () => {
  const { creations } = machine()
  const { lab } = await createKindLab(config, how)
  expect(await createKindLab(config, how)).toEqual({ lab, reaper: undefined })
  expect([creations(), reapers.started.length]).toEqual([1, 1])
})

test('two scripts at the same time make one lab', async () => {
  const { creations } = machine('sleep 0.1')
  const [a, b] = await Promise.all([createKindLab(config, how), createKindLab(config, how)])
  expect([a?.lab.id === b?.lab.id, creations()]).toEqual([true, 1])
  expect([a, b].filter((made) => made?.reaper !== undefined)).toHaveLength(1)
})

test.for([
  ['another config', smaller, 'persistent', 'persistent', 'is running, made from another kind config'],
  ['a lab for this process alone', config, 'persistent', 'process', 'is running'],
  ['one that ends with its maker', config, 'process', 'persistent', 'is running, and ends with the process'],
] as const)('%s is not mistaken for the lab that is there', async ([, wanted, before, lifetime, message]) => {
  const { names } = machine()
  await createKindLab(config, { ...how, lifetime: before })
  const error = await rejection(createKindLab(wanted, { ...how, lifetime }), LabStateError)
  expect(error.message).toContain(`a lab named tiny ${message}`)
  expect(error.fix).toMatch(/^underlay down \S+, or destroyCluster\('\S+'\); or give the lab another name$/)
  expect(names()).toHaveLength(2)
})

test('what a killed attempt left is cleared first', async () => {
  const { add, names, creations } = machine()
  const { containers: _, ...killed } = kindLab({ name: 'tiny', id: 'killed', kind: config, startedMs: Date.now() })
  await saveRecord(killed)
  for (const name of [...nodes, 'tiny-worker2']) add(kindNode(name, 'tiny'))
  const { lab: made } = await createKindLab(config, how)
  expect(said[0]).toBe('clearing what an earlier attempt left of tiny')
  expect(names().toSorted()).toEqual(nodes)
  expect([made.id === 'killed', creations()]).toEqual([false, 1])
})

test('what another living process is making is not cleared', async () => {
  const { add, names, creations } = machine()
  const creator = identityOf(process.ppid)
  const { containers: _, ...begun } = kindLab({ name: 'tiny', kind: config, startedMs: Date.now(), creator })
  await saveRecord(begun)
  add(kindNode('tiny-worker', 'tiny'))
  const { message, fix } = await rejection(createKindLab(config, how), LabStateError)
  expect(message).toContain(`the process ${process.ppid} is making the lab tiny`)
  expect(fix).toContain('underlay down tiny')
  expect([names(), creations(), (await readRecord('tiny'))?.id]).toEqual([['tiny-worker'], 0, 'id-1'])
})

test('nodes that a killed destroying is just removing are gone: the lab is made again', async () => {
  const { add, calls, creations } = machine()
  await createKindLab(config, how)
  for (const name of nodes) add(kindNode(name, 'tiny', { running: false, state: 'removing' }))
  await createKindLab(config, how)
  expect(creations()).toBe(2)
  expect(calls().filter((call) => call.startsWith('start'))).toEqual([])
})

test('nodes that do not run are started, and the lab is the one that it was', async () => {
  const { add, remove, calls, creations } = machine()
  const first = await createKindLab(config, how)
  remove('tiny-worker')
  add({ ...kindNode('tiny-worker', 'tiny'), running: false })
  expect((await createKindLab(config, how)).lab.id).toBe(first.lab.id)
  expect(said.at(-1)).toBe('starting tiny-worker, which did not run')
  expect([calls().filter((call) => call.startsWith('start')), creations()]).toEqual([
    [`start -- ${idOf('tiny-worker')}`],
    1,
  ])
})

test('a lab of which a node is gone is built again; another lab of that name is refused, and stays', async () => {
  const { remove, names, creations } = machine()
  const first = await createKindLab(config, how)
  remove('tiny-worker')
  await rejection(createKindLab(smaller, how), LabStateError)
  expect(names()).toEqual(['tiny-control-plane'])
  expect((await createKindLab(config, how)).lab.id).not.toBe(first.lab.id)
  expect(said).toContain('tiny-worker of tiny is gone: it is built again')
  expect([names().toSorted(), creations()]).toEqual([nodes, 2])
})

test('a lab in another Docker Engine is neither forgotten nor made anew', async () => {
  const { remove, creations } = machine()
  const { lab: made } = await createKindLab(config, how)
  await saveRecord({ ...made, engineId: 'another' })
  for (const name of nodes) remove(name)
  const { message, fix } = await rejection(createKindLab(config, how), LabStateError)
  expect([message, fix]).toEqual([expect.stringMatching(/another Docker Engine/), expect.stringMatching(/DOCKER_HOST/)])
  expect([(await readRecord('tiny'))?.engineId, creations()]).toEqual(['another', 1])
})

test('a lab whose containers are all gone is made anew', async () => {
  const { remove, creations } = machine()
  const first = await createKindLab(config, how)
  for (const name of nodes) remove(name)
  expect((await createKindLab(config, how)).lab.id).not.toBe(first.lab.id)
  expect(creations()).toBe(2)
})
