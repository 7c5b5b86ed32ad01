import { parseClabTopology, renderClabTopology } from '@underlay/configs'
import { expect, test } from 'vitest'
import { attachClabFabric } from '../../../src/cluster/attach-clab-fabric.ts'
import { clusterOf } from '../../../src/cluster/cluster.ts'
import { TrustError } from '../../../src/errors.ts'
import { fabric, preset } from '../reference-lab.ts'
import { rejection } from '../refusal.ts'
import { fakeEngine } from './fake-engine.ts'

const text = renderClabTopology(preset.clab)

function fakeLab() {
  const { lab, asked } = fakeEngine('netns')
  const model = { ...lab.model(), fabric }
  return { cluster: clusterOf({ ...lab, model: () => model }, 'visitor'), asked }
}

test.for([
  ['its text', text, 'clab.yaml'],
  ['its parsed text', parseClabTopology(text, { file: 'racks.yaml' }), 'racks.yaml'],
] as const)('%s is refused with the place of each line, before anything is done', async ([, topology, file]) => {
  const { cluster, asked } = fakeLab()
  const error = await rejection(attachClabFabric(cluster, topology, { files: preset.files }), TrustError)
  expect(error.requests).toContainEqual(
    expect.stringMatching(new RegExp(`^${file}:\\d+:\\d+ topology.nodes.server1.exec\\[0\\] runs ip addr add`)),
  )
  expect(error.fix).toContain('trust: true')
  expect(asked).toEqual([])
})

test('with trust it is attached', async () => {
  const { cluster, asked } = fakeLab()
  await attachClabFabric(cluster, text, { files: preset.files, trust: true })
  expect(asked).toEqual([['attach', preset.clab, preset.files, { driver: 'auto', trust: true }]])
})

test('what was built in code needs none', async () => {
  const { cluster, asked } = fakeLab()
  await attachClabFabric(cluster, preset.clab, { files: preset.files })
  expect(asked).toHaveLength(1)
})
