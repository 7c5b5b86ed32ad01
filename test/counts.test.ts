import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { expect, test } from 'vitest'

import { countsLine } from './counts.ts'

const repository = resolve(import.meta.dirname, '..')
const config = `import { countsReporter } from ${JSON.stringify(join(repository, 'test/counts.ts'))}
export default { test: { reporters: ['default', countsReporter()] } }`

/** Runs vitest over the given test files, below node_modules so that they find it and no other run does. */
function runVitest(files: Readonly<Record<string, string>>): {
  readonly lines: readonly string[]
  readonly code: number
} {
  const parent = join(repository, 'node_modules/.cache/underlay')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'counts-'))
  try {
    for (const [name, text] of Object.entries({ ...files, 'vitest.config.mts': config })) {
      writeFileSync(join(folder, name), text)
    }
    const argv = [join(repository, 'node_modules/.bin/vitest'), 'run', '--root', folder, '--dir', folder]
    const { stdout, status } = spawnSync(process.execPath, argv, { encoding: 'utf8', cwd: folder })
    return { lines: stdout.trimEnd().split('\n'), code: status ?? -1 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('skipped tests are named only when there are some', () => {
  expect(countsLine({ passed: 3, failed: 0, skipped: [] })).toBe('3 passed, 0 failed')
  expect(countsLine({ passed: 0, failed: 2, skipped: ['a', 'b'] })).toBe('0 passed, 2 failed, 2 skipped')
})

test('the last line has the counts, a file that breaks counts as failed, a skip has its reason', () => {
  const { lines, code } = runVitest({
    'a.spec.mjs': `import { expect, test } from 'vitest'
      test('one', () => expect(1).toBe(1))
      test('two', () => expect(1).toBe(2))
      test('three', ({ skip }) => skip('tshark is not installed'))
      test.skip('four', () => expect(1).toBe(1))`,
    'b.spec.mjs': "throw new Error('cannot be loaded')",
  })
  expect(lines.slice(-3)).toEqual([
    'skipped: a.spec.mjs > three: tshark is not installed',
    'skipped: a.spec.mjs > four: no reason given',
    '1 passed, 2 failed, 2 skipped',
  ])
  expect(code).toBe(1)
})

test('when all pass the line says so and the exit code is 0', () => {
  const { lines, code } = runVitest({
    'a.spec.mjs': "import { expect, test } from 'vitest'\ntest('a', () => expect(1).toBe(1))",
  })
  expect(lines.at(-1)).toBe('1 passed, 0 failed')
  expect(code).toBe(0)
})
