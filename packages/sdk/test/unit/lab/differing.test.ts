import { expect, test } from 'vitest'
import { differing, firstDifference } from '../../../src/lab/differing.ts'

test.each<[object, object, readonly string[]]>([
  [{ a: 1, b: { c: ['x'] } }, { b: { c: ['x'] }, a: 1 }, []],
  [{ a: undefined }, {}, []],
  [{ nodes: [{ rack: '0' }] }, { nodes: [{ rack: '1' }] }, ['nodes[0].rack: 0 → 1']],
  [{ nodes: [{ rack: '0' }] }, { nodes: [] }, ['nodes[0].rack: 0 → none', 'nodes: none → []']],
  [{ a: null }, { a: {} }, ['a: null → {}']],
  [{ a: 'one\ntwo\u001b[31m' }, { a: 'x'.repeat(70) }, [`a: one\\u{a}two\\u{1b}[31m → ${'x'.repeat(60)}…`]],
])('%j and %j', (before, after, expected) => {
  expect(differing(before, after)).toEqual(expected)
})

test('in one line it is the first, and how many more', () => {
  expect(firstDifference({ a: 1, b: 2, c: 3 }, { a: 2, b: 3, c: 4 })).toBe('a: 1 → 2, and 2 more')
  expect(firstDifference({ a: 1 }, { a: 1 })).toBe('')
})
