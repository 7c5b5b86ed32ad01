import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

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
    const source = readFileSync(join(root, path), 'utf8').replaceAll("\\'", "'")
    // A title in quotes: a comment that mentions it is no test.
    expect([`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) => source.includes(quoted))).toBe(true)
  })
})

test('nothing is promised but in a sentence of its own', () => {
  const prose = promised.split('\n').filter((line) => line.trim() !== '' && !/^(?:- |#)/.test(line))
  expect(prose).toHaveLength(1)
  expect(promises.length).toBeGreaterThan(20)
})
