import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readOptions } from '../bench/options.ts'
import { failed } from '../bench/row.ts'

const known = ['decode', 'kind']

test('everything is measured, or what is named', () => {
  expect(readOptions([], known)).toEqual({ names: known, json: false })
  expect(readOptions(['--only', 'kind', '--json'], known)).toEqual({ names: ['kind'], json: true })
})

test.each([
  [['--only', 'decode,kinds'], '--only kinds: there is no such bench\n  fix: one or more of decode, kind'],
  [['--onyl'], "Unknown option '--onyl'\n  fix: npm run bench -- --help"],
  [['decode'], "Unexpected argument 'decode'\n  fix: npm run bench -- --help"],
])('%j is refused, with the next thing to do', (argv, say) => {
  expect(readOptions(argv, known)).toEqual({ say, exitCode: 2 })
})

test('a bench that fails is a row', () => {
  expect(failed('kind', new Error('no image\nmore'))).toMatchObject({
    what: 'kind',
    measured: 'no image',
    verdict: 'FAILED',
  })
})

test('--help goes to stdout, and names every bench', () => {
  const run = spawnSync('node', [join(import.meta.dirname, '../bench/index.ts'), '--help'], { encoding: 'utf8' })
  expect(run).toMatchObject({ status: 0, stderr: '' })
  expect(run.stdout).toMatch(/ kind\n.*\n.*\n\nexamples:\n {2}npm run bench\n/)
})
