import { createKindCluster, racks } from '@underlay/sdk'
import { expect, test } from 'vitest'
import { lookForValues } from '../../src/completion/look-for-values.ts'

test('labs, places and interfaces of a running lab stand to choose from', async () => {
  const { kind } = racks({ name: 'completed', racks: 1, nodesPerRack: 2 })
  await using lab = await createKindCluster(kind)
  const words = ['capture', '--lab', lab.name, '']
  expect(await lookForValues('lab', ['inspect', '--lab', ''])).toContainEqual({
    value: 'completed',
    description: 'netns, running',
  })
  const nodes = [{ value: 'control-plane' }, { value: 'worker' }, { value: 'outside' }]
  expect(await lookForValues('place', words)).toEqual(nodes)
  expect(await lookForValues('tap', words)).toEqual(nodes.map(({ value }) => ({ value: `${value}:` })))
  const devices = await lookForValues('tap', [...words.slice(0, -1), 'worker:'])
  expect(devices).toEqual(expect.arrayContaining([{ value: 'worker:eth0' }]))
})
