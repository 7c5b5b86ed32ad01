import { expect, test } from 'vitest'
import type { ArmedTap } from '../../../src/capture/armed-tap.ts'
import { groupTaps } from '../../../src/capture/tap-group.ts'

const hangs = () => Promise.reject(new Error('it hangs'))

const tap = { place: 'worker', device: 'net0' }

test('a tap that does not come to its end when that is asked for is lost, and the group is not gone', async () => {
  const hanging: ArmedTap = { tap, linkType: 1, ended: new Promise(() => {}), stop: hangs }
  const told: string[] = []
  const group = groupTaps(
    [hanging],
    (_, why) => told.push(why),
    () => told.push('end'),
  )
  await group.stop()
  expect([told, [...group.lost], group.isGone]).toEqual([['it hangs', 'end'], [[0, 'it hangs']], false])
})

test('one whose taps all end by themselves is', async () => {
  const { promise: ended, resolve } = Promise.withResolvers<string>()
  const group = groupTaps(
    [{ tap, linkType: 1, ended, stop: () => new Promise(() => {}) }],
    () => {},
    () => {},
  )
  resolve('it died')
  await ended
  await group.stop()
  expect(group.isGone).toBe(true)
})
