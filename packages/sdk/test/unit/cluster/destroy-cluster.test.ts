import { expect, test } from 'vitest'
import { destroyCluster } from '../../../src/cluster/destroy-cluster.ts'
import { exclusively } from '../../../src/engine/kind/exclusively.ts'
import { readRecord, saveRecord } from '../../../src/engine/kind/record.ts'
import { config, machine } from '../engine/kind/fake-kind.ts'
import { kindLab } from '../engine/kind/kind-lab.ts'
import { rejection } from '../refusal.ts'

test('an abort ends the waiting for another script that changes the lab, which stays', async () => {
  machine()
  await saveRecord(kindLab({ name: 'tiny', kind: config }))
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  const change = exclusively('tiny', () => held)
  const reason = new Error('enough')
  const abort = new AbortController()
  const ending = destroyCluster('tiny', { engine: 'kind', signal: abort.signal })
  setTimeout(() => abort.abort(reason), 100)
  expect(await rejection(ending, Error)).toBe(reason)
  release()
  await change
  expect(await readRecord('tiny')).toBeDefined()
})
