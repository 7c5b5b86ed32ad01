import type { PathComparison, TracedWay } from '@underlay/sdk'
import { expect, test } from 'vitest'
import { nextLook } from '../../src/path/next-look.ts'

const ends = { from: 'worker', to: 'pod/app-worker2' }
const forward = { direction: 'forward', hops: [] } as unknown as TracedWay
const lost = { ...forward, lost: { place: 'gw0', lastSeen: 'gw0:eth1', isBeyond: false } } as unknown as TracedWay
const comparison = { disagreement: { tap: 'pod/app-worker2:eth0', layer: 'packet' } } as PathComparison

const at = (more: object, to = ends.to) =>
  nextLook({ outcome: 'fail', trace: { forward }, ...more }, { ...ends, to }, { lab: 'a' })

test('what passes needs no next look', () => {
  expect(nextLook({ outcome: 'pass', trace: { forward } }, ends, {})).toBeUndefined()
})

test('the routes of the place where it disagrees, or is lost; else all packets between both', () => {
  expect(at({ comparison })).toBe('underlay inspect routes pod/app-worker2 --lab a')
  expect(at({ trace: { forward: lost } })).toBe('underlay inspect routes gw0 --lab a')
  expect(at({})).toBe('underlay capture --path worker pod/app-worker2 --lab a')
  expect([at({}, '10.1.5.10'), at({}, 'default/app')]).toEqual(Array(2).fill('underlay capture --all --lab a'))
})
