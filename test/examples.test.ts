import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseNotebook } from '@underlay/notebook'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const paths = globSync('examples/*.mts', { cwd: root }).toSorted()

test('there are examples', () => expect(paths.length).toBeGreaterThan(10))

test.for(paths)('%s is a notebook: a heading first, and a title on every cell of code', (path) => {
  const { cells } = parseNotebook(path, readFileSync(join(root, path), 'utf8'))
  const [first] = cells
  expect(first).toMatchObject({ kind: 'markdown', firstLine: 1, source: expect.stringMatching(/^# /) })
  const code = cells.filter(({ kind }) => kind === 'code')
  expect(code.filter(({ title }) => title === '')).toEqual([])
  expect(new Set(code.map(({ title }) => title)).size).toBe(code.length)
})
