import { parseClabTopology, renderClabTopology } from '@underlay/configs'
import { expect, test } from 'vitest'
import { addNodes } from '../../../src/cluster/add-nodes.ts'
import { clusterOf } from '../../../src/cluster/cluster.ts'
import { TrustError } from '../../../src/errors.ts'
import { preset } from '../reference-lab.ts'
import { rejection } from '../refusal.ts'
import { fakeEngine } from './fake-engine.ts'

const text = renderClabTopology(preset.clab)

test.for([
  ['a text', text],
  ['a parsed text', parseClabTopology(text)],
  ['a copy of a parsed text', { ...parseClabTopology(text) }],
] as const)('the lines of %s are run only with trust', async ([, clab]) => {
  const { lab, asked } = fakeEngine('netns')
  const cluster = clusterOf(lab, 'creator')
  const grown = { kind: preset.kind, clab, files: preset.files }
  const error = await rejection(addNodes(cluster, grown), TrustError)
  expect(error.requests).toContainEqual(expect.stringMatching(/topology.nodes.server1.exec\[0\] runs ip addr add/))
  expect(error.fix).toContain('addNodes(cluster, documents, { trust: true })')
  expect(asked).toEqual([])
  expect(await addNodes(cluster, grown, { trust: true })).toEqual([])
  expect(asked.map(([step]) => step)).toEqual(['addNodes'])
})

test('what was built in code needs none', async () => {
  const { lab } = fakeEngine('netns')
  expect(await addNodes(clusterOf(lab, 'creator'), preset)).toEqual([])
})
