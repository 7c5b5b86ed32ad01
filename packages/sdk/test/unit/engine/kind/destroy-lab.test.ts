import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { destroyLab } from '../../../../src/engine/kind/destroy-lab.ts'
import { labLabels } from '../../../../src/docker/lab-labels.ts'
import { kindOwner, kubeconfigPath, labFolder, saveRecord } from '../../../../src/engine/kind/record.ts'
import { CommandError, EngineError, LabError, LabStateError } from '../../../../src/errors.ts'
import { rejection } from '../../refusal.ts'
import { fakeDocker, kindNode } from './fake-docker.ts'
import { createdMs, kindLab, lab, nodeNames, nodes, ownFolders, startedMs } from './kind-lab.ts'

const pauses = vi.hoisted(() => ({ seenMs: [] as number[], during: () => {} }))

vi.mock('node:timers/promises', () => ({
  setTimeout: async (ms: number) => {
    pauses.seenMs.push(ms)
    pauses.during()
  },
}))

afterEach(() => {
  pauses.seenMs = []
  pauses.during = () => {}
})

// The owner has the folder of records in it, which each test has for itself.
const helper = () => ({ name: `${lab}-underlay`, labels: labLabels(lab, kindOwner()) })
const stranger = { name: 'other-worker', labels: { 'io.x-k8s.kind.cluster': 'other', 'underlay.lab': 'other' } }
const { containers: _, ...halfMade } = kindLab()

test('nodes, helper and folder go; another lab stays, and nothing is waited for', async () => {
  ownFolders()
  await saveRecord(kindLab())
  await saveRecord(kindLab({ name: 'other' }))
  writeFileSync(kubeconfigPath(lab), '')
  const { names } = fakeDocker({ containers: [...nodes, helper(), stranger] })
  expect(await destroyLab(lab)).toBe(true)
  expect(names()).toEqual(['other-worker'])
  expect([existsSync(labFolder(lab)), existsSync(labFolder('other'))]).toEqual([false, true])
  expect(pauses.seenMs).toEqual([])
})

test('after a change of the hostname the helper goes, whichever name it was started under', async () => {
  ownFolders()
  const before = kindOwner().replace('@', '@before-')
  await saveRecord(kindLab({ owner: before }))
  const old = { ...helper(), labels: labLabels(lab, before) }
  const others = { name: 'theirs', labels: labLabels(lab, 'kind:other@there:/state') }
  const { names } = fakeDocker({ containers: [...nodes, old, { ...helper(), name: 'later' }, others] })
  expect(await destroyLab(lab)).toBe(true)
  expect(names()).toEqual(['theirs'])
})

test('where there is nothing nothing is removed, and that is said', async () => {
  ownFolders()
  const { calls } = fakeDocker({ containers: [stranger] })
  expect(await destroyLab(lab)).toBe(false)
  expect(calls().filter((call) => call.startsWith('rm'))).toEqual([])
})

test('a lab whose containers are gone already is forgotten', async () => {
  ownFolders()
  await saveRecord(kindLab())
  fakeDocker()
  expect([await destroyLab(lab), existsSync(labFolder(lab))]).toEqual([true, false])
})

test('nodes of a cluster of that name that are not the lab’s stay', async () => {
  ownFolders()
  const [first = '', ...others] = nodeNames
  await saveRecord(kindLab({ containers: { [first]: 'the id that it had' } }))
  const { names } = fakeDocker({ containers: nodes })
  await destroyLab(lab)
  expect(names().toSorted()).toEqual([first, ...others].toSorted())
})

test('of a lab that is half made the nodes of its name go, those that come late too', async () => {
  ownFolders()
  await saveRecord(halfMade)
  const engine = fakeDocker({ containers: [nodes[0] ?? helper(), stranger] })
  pauses.during = () => engine.add(kindNode(`${lab}-worker${pauses.seenMs.length + 1}`, lab, { createdMs }))
  expect(await destroyLab(lab)).toBe(true)
  expect(pauses.seenMs).toEqual([500, 3000])
  expect(engine.names()).toEqual(['other-worker'])
})

const minuteMs = 60_000

test.for([
  ['as the making began', startedMs, true],
  ['a little before, by the clock of the engine', startedMs - 5000, true],
  ['before it', startedMs - 6000, false],
  ['at the end of what kind may take', startedMs + 15 * minuteMs, true],
  ['later than that', startedMs + 15 * minuteMs + 1000, false],
] as const)('a node of the name of a half-made lab, created %s', async ([, created, goes]) => {
  ownFolders()
  await saveRecord(halfMade)
  const { names } = fakeDocker({ containers: [kindNode(`${lab}-worker`, lab, { createdMs: created })] })
  expect(await destroyLab(lab)).toBe(true)
  expect([names(), existsSync(labFolder(lab))]).toEqual([goes ? [] : [`${lab}-worker`], false])
})

function noRecord(): void {
  mkdirSync(labFolder(lab), { recursive: true })
  writeFileSync(join(labFolder(lab), 'lab.json'), '{')
}

test('while nodes of its name are there a file that is no record is told, and nothing removed', async () => {
  ownFolders()
  noRecord()
  const { names } = fakeDocker({ containers: [...nodes, helper()] })
  const { message, fix } = await rejection(destroyLab(lab), LabStateError)
  expect(message).toContain('lab.json is no record of a lab')
  expect(fix).toContain(`kind delete cluster --name ${lab}, and underlay down ${lab}, or destroyCluster('${lab}')`)
  expect([names().length, existsSync(labFolder(lab))]).toEqual([nodes.length + 1, true])
})

test('… and once they are gone, what has the lab’s label goes, and the file', async () => {
  ownFolders()
  noRecord()
  const { names } = fakeDocker({ containers: [helper(), stranger] })
  expect(await destroyLab(lab)).toBe(true)
  expect([names(), existsSync(labFolder(lab))]).toEqual([['other-worker'], false])
})

test('a record that cannot be read is told, and nothing removed', async () => {
  ownFolders()
  mkdirSync(join(labFolder(lab), 'lab.json'), { recursive: true })
  const { calls, names } = fakeDocker({ containers: [helper()] })
  const { message, fix } = await rejection(destroyLab(lab), LabError)
  expect([message, fix]).toEqual([
    expect.stringContaining('it is a folder'),
    'look at what it is, at its owner and mode',
  ])
  expect([names(), calls()]).toEqual([[helper().name], []])
})

test('while Docker is out of reach nothing is forgotten; later all goes', async () => {
  ownFolders()
  await saveRecord(kindLab())
  const engine = fakeDocker({ containers: nodes })
  engine.stop()
  await rejection(destroyLab(lab), EngineError)
  expect(existsSync(join(labFolder(lab), 'lab.json'))).toBe(true)
  engine.start()
  expect(await destroyLab(lab)).toBe(true)
  expect([engine.names(), existsSync(labFolder(lab))]).toEqual([[], false])
})

test('a container that cannot be removed keeps the record', async () => {
  ownFolders()
  await saveRecord(kindLab())
  const engine = fakeDocker({ containers: nodes })
  engine.refuse('device or resource busy')
  expect((await rejection(destroyLab(lab), CommandError)).message).toContain('device or resource busy')
  expect(existsSync(labFolder(lab))).toBe(true)
})
