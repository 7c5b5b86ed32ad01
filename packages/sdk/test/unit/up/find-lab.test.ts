import { expect, test } from 'vitest'
import { saveRecord } from '../../../src/engine/kind/record.ts'
import { identityOf } from '../../../src/process/process-identity.ts'
import { findLab } from '../../../src/up/find-lab.ts'
import { idOf, kindNode } from '../engine/kind/fake-docker.ts'
import { config, machine, nodes } from '../engine/kind/fake-kind.ts'
import { kindLab } from '../engine/kind/kind-lab.ts'

test('of a kind lab the nodes that are gone are told; without any it is none', async () => {
  const { add, remove } = machine()
  const containers = Object.fromEntries(nodes.map((name) => [name, idOf(name)]))
  await saveRecord(kindLab({ name: 'tiny', kind: config, containers }))
  for (const name of nodes) add(kindNode(name, 'tiny'))
  expect(await findLab('tiny', 'kind')).toMatchObject([{ engine: 'kind', lost: [] }])
  remove('tiny-worker')
  expect(await findLab('tiny', 'kind')).toMatchObject([{ engine: 'kind', lost: ['tiny-worker'] }])
  remove('tiny-control-plane')
  expect(await findLab('tiny', 'kind')).toEqual([])
})

test('a node that is just being removed is gone', async () => {
  const { add } = machine()
  const containers = Object.fromEntries(nodes.map((name) => [name, idOf(name)]))
  await saveRecord(kindLab({ name: 'tiny', kind: config, containers }))
  add(kindNode('tiny-control-plane', 'tiny'))
  add(kindNode('tiny-worker', 'tiny', { running: false, state: 'removing' }))
  expect(await findLab('tiny', 'kind')).toMatchObject([{ lost: ['tiny-worker'] }])
})

test('of a kind lab without its nodes it is told which living process makes it; else it is none', async () => {
  machine()
  const { containers: _, ...begun } = kindLab({ name: 'tiny', kind: config })
  await saveRecord({ ...begun, creator: identityOf(process.ppid) })
  expect(await findLab('tiny', 'kind')).toMatchObject([{ engine: 'kind', maker: process.ppid }])
  await saveRecord({ ...begun, creator: identityOf(process.ppid), kept: true })
  expect(await findLab('tiny', 'kind')).toEqual([])
  await saveRecord({ ...begun, creator: { pid: process.ppid, born: 'another boot' } })
  expect(await findLab('tiny', 'kind')).toEqual([])
})
