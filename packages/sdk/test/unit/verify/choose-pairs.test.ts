import { expect, test } from 'vitest'
import { choosePairs } from '../../../src/verify/choose-pairs.ts'

const ends = (count: number) => Array.from({ length: count }, (_, index) => ({ node: `n${index}` }))
const choose = (count: number, everything = false) => choosePairs(ends(count), { what: 'nodes', everything })

test('of up to eight ends every pair, both directions; ends on one node are no pair', () => {
  expect(choose(0)).toEqual({ ends: [], pairs: [] })
  expect(choose(8).pairs).toHaveLength(56)
  expect(choose(8).leftOut).toBeUndefined()
  expect(choosePairs([{ node: 'a' }, { node: 'a' }], { what: 'pods', everything: false }).pairs).toEqual([])
})

test.for([9, 10, 16, 17, 50])('of %i each sends and receives, and it is said what is left out', (count) => {
  const { ends: taken, pairs, leftOut } = choose(count)
  const keys = pairs.map(([from, to]) => `${from.node} ${to.node}`)
  expect(new Set(keys).size).toBe(keys.length)
  expect(new Set(keys)).toEqual(new Set(pairs.map(([from, to]) => `${to.node} ${from.node}`)))
  expect(new Set(pairs.map(([from]) => from.node))).toEqual(new Set(taken.map(({ node }) => node)))
  expect(taken).toHaveLength(Math.min(count, 16))
  expect(pairs.length).toBeLessThanOrEqual(taken.length * 4)
  expect(leftOut).toMatch(new RegExp(`^${taken.length} of ${count} nodes${count > 16 ? ', evenly chosen' : ''}: each`))
})

test('everything is everything', () => {
  expect(choose(20, true).pairs).toHaveLength(380)
})
