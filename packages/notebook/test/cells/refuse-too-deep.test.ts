import { expect, test } from 'vitest'
import { NotebookError, parseNotebook } from '../../src/index.ts'

const refusalOf = (text: string): unknown => {
  try {
    return parseNotebook('deep.mts', text).cells.length
  } catch (error) {
    return error
  }
}

const many = 100_000

test.for([
  ['brackets that stay open', '('.repeat(many), '2:257'],
  ['brackets that close', `${'['.repeat(many)}${']'.repeat(many)}`, '2:257'],
  ['template literals', `${'`${'.repeat(many)}1${'}`'.repeat(many)}`, '2:771'],
  ['assignments', `${'a='.repeat(many)}1`, '1:1'],
  ['arrows', `${'x=>'.repeat(many)}1`, '1:1'],
  ['conditions on lines of their own', `${'a?\n'.repeat(many)}1${':1'.repeat(many)}`, '1:1'],
])('what would end the process is refused: %s', ([, code, place]) => {
  const error = refusalOf(`// %% Deep\n${code}\n`)
  expect(error).toBeInstanceOf(NotebookError)
  expect(String(error)).toContain(`deep.mts:${place} the script nests too deep`)
})

test.for([
  ['brackets in comments', `${'// :(\n'.repeat(1000)}`],
  ['brackets in a string', `'${'('.repeat(1000)}'`],
  ['a long script', 'console.log(1)\n'.repeat(5000)],
  ['what nests, and can be parsed', `${'['.repeat(1000)}${']'.repeat(1000)}`],
])('what only looks like it is read: %s', ([, code]) => {
  expect(refusalOf(`// %% Plain\n${code}\n`)).toBe(1)
})
