import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { formatTable } from '../../../src/output/format-table.ts'
import { runScript } from '../run-script.ts'

const plain = (...rows: Parameters<typeof formatTable>[0]): string => stripVTControlCharacters(formatTable(rows))

test('columns are as wide as their widest cell, and no line ends in blanks', () => {
  expect(plain({ node: 'worker', address: '10.1.5.11' }, { node: 'control-plane', address: '' }).split('\n')).toEqual([
    'NODE           ADDRESS',
    'worker         10.1.5.11',
    'control-plane',
  ])
})

test('what is missing is a dash, and 0 is not missing', () => {
  expect(plain({ tap: 'gw0:eth1', seen: 0, ttl: undefined })).toBe('TAP       SEEN  TTL\ngw0:eth1  0     -')
})

test('no rows are an empty table', () => {
  expect(plain()).toBe('')
})

const script = `const { formatTable } = await from('output/format-table.ts'); process.stdout.write(formatTable([{ node: 'worker' }]))`

test.for([
  ['NO_COLOR', { NO_COLOR: '1' }, 'NODE\nworker'],
  ['no terminal', {}, 'NODE\nworker'],
  ['FORCE_COLOR', { FORCE_COLOR: '1' }, '\u001b[1mNODE\u001b[22m\nworker'],
] as const)('with %s', ([, env, table]) => {
  expect(runScript(script, env)).toMatchObject({ stdout: table, status: 0 })
})

test('what a terminal would obey is escaped, and takes its width', () => {
  expect(plain({ node: 'a\u001B[2J\u202Eb', more: 'x' })).toBe('NODE                 MORE\na\\u{1b}[2J\\u{202e}b  x')
})
