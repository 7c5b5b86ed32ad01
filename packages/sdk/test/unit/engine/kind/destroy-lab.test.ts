import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { destroyLab } from '../../../../src/engine/kind/destroy-lab.ts'
import { kubeconfigPath, labFolder, saveRecord } from '../../../../src/engine/kind/record.ts'
import { CommandError, EngineError } from '../../../../src/errors.ts'
import { rejection } from '../../refusal.ts'
import { fakeDocker, kindNode } from './fake-docker.ts'
import { kindLab, lab, nodeNames, nodes, ownFolders } from './kind-lab.ts'

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

const helper = { name: `${lab}-underlay`, labels: { 'underlay.lab': lab } }
const stranger = { name: 'other-worker', labels: { 'io.x-k8s.kind.cluster': 'other', 'underlay.lab': 'other' } }
const { containers: _, ...halfMade } = kindLab()

test('nodes, helper and folder go; another lab stays, and nothing is waited for', async () => {
  ownFolders()
  await saveRecord(kindLab())
  await saveRecord(kindLab({ name: 'other' }))
  writeFileSync(kubeconfigPath(lab), '')
  const { names } = fakeDocker({ containers: [...nodes, helper, stranger] })
  expect(await destroyLab(lab)).toBe(true)
  expect(names()).toEqual(['other-worker'])
  expect([existsSync(labFolder(lab)), existsSync(labFolder('other'))]).toEqual([false, true])
  expect(pauses.seenMs).toEqual([])
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

test('of a lab that is half made all nodes of its name go, those that come late too', async () => {
  ownFolders()
  await saveRecord(halfMade)
  const engine = fakeDocker({ containers: [nodes[0] ?? helper, stranger] })
  pauses.during = () => engine.add(kindNode(`${lab}-worker${pauses.seenMs.length + 1}`, lab))
  expect(await destroyLab(lab)).toBe(true)
  expect(pauses.seenMs).toEqual([500, 3000])
  expect(engine.names()).toEqual(['other-worker'])
})

test('by a record that cannot be read only what has the lab’s label goes', async () => {
  ownFolders()
  mkdirSync(labFolder(lab), { recursive: true })
  writeFileSync(join(labFolder(lab), 'lab.json'), '{')
  const { names } = fakeDocker({ containers: [...nodes, helper] })
  expect(await destroyLab(lab)).toBe(true)
  expect(names().toSorted()).toEqual(nodeNames.toSorted())
  expect(existsSync(labFolder(lab))).toBe(false)
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
