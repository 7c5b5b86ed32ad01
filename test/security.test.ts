import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { titlesOf } from './titles.ts'

const root = join(import.meta.dirname, '..')
const [, promised = ''] = readFileSync(join(root, 'SECURITY.md'), 'utf8').split(/^## What is (?:not )?promised$/m)
const marker = /\[[\w.-]+\]\(([^ ")]+) (?:"((?:[^"\\]|\\.)+)"|'((?:[^'\\]|\\.)+)')\)/g

/** A promise and the tests behind it. */
const promises = promised
  .split('\n')
  .filter((line) => line.startsWith('- '))
  .map((line) => ({
    sentence: line.slice(2).replaceAll(marker, '').trim(),
    tests: [...line.matchAll(marker)].map(([, path = '', double, single = '']) => ({ path, title: double ?? single })),
  }))

describe.for(promises)('$sentence', ({ sentence, tests }) => {
  test('is one sentence, with a test behind it', () => {
    expect(sentence).toMatch(/^[^\n]+\.$/)
    expect(tests).not.toEqual([])
  })

  test.for(tests)('$title', ({ path, title }) => {
    expect(existsSync(join(root, path))).toBe(true)
    expect(path).toMatch(/\.test\.ts$/)
    expect(titlesOf(path, readFileSync(join(root, path), 'utf8'))).toContain(title)
  })
})

test('what is skipped, is to be done or only stands there is no test', () => {
  const source = `
    test('one', () => {})
    it("it's two", { timeout: 1 }, async () => {})
    test.for([['a', "b'"]] as const)('three %s', () => {})
    test.each(list.filter((each) => each !== other(1)))(
      'four', () => {})
    it.concurrent('five', () => {})
    test.skip('six', () => {})
    test.todo('seven')
    test.for(rows).skip('eight', () => {})
    test.skip.for([1])('nine', () => {})
    describe('ten', () => {})
    expect('eleven').toBe('eleven')
    // test('twelve', () => {})
    test.skipIf(true)('thirteen', () => {})
    test.fails('fourteen', () => {})
    describe.skip('all', () => void test('fifteen', () => {}))
    describe.for([1])('seventeen', () => void test('sixteen', () => {}))
    test('twenty', { skip: true }, () => {})
    describe('twenty-one', { todo: true }, () => void test('twenty-two', () => {}))
    describe('eighteen', () => void test.skip('nineteen', () => {}))
  `
  const running = ['one', "it's two", 'three %s', 'four', 'five', 'sixteen', 'seventeen']
  expect(titlesOf('some.test.ts', source)).toEqual(running)
})

test('nothing is promised but in a sentence of its own', () => {
  const prose = promised.split('\n').filter((line) => line.trim() !== '' && !/^(?:- |#)/.test(line))
  expect(prose).toHaveLength(1)
  expect(promises.length).toBeGreaterThan(20)
})
