import { expect, test } from 'vitest'
import { saveRecord } from '../../../src/engine/kind/record.ts'
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
