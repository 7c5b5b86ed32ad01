import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { KnownDifference } from '../../../src/index.ts'
import { knownOfCalico, knownOfFlannel } from '../../recording/known-differences.ts'

const page = readFileSync(new URL('../../../../../docs/fidelity.md', import.meta.url), 'utf8')

/** The rows of the first table below a heading, cell by cell, without code marks. */
function tableBelow(heading: string): string[][] {
  const [, section = ''] = page.split(`\n### ${heading}\n`)
  const lines = section.split('\n')
  const first = lines.findIndex((line) => line.startsWith('|'))
  const length = lines.slice(first).findIndex((line) => !line.startsWith('|'))
  return lines
    .slice(first, length < 0 ? undefined : first + length)
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) =>
          cell
            .trim()
            .replaceAll('`', '')
            .replaceAll(String.raw`\*`, '*'),
        ),
    )
}

function row({ what, key = '*', field = '–', a, b, reason }: KnownDifference): string[] {
  return [`${what ?? '*'} ${key}`, field, side(a, 'there'), side(b, 'there'), reason]
}

function side(value: string | false | undefined, otherwise: string): string {
  if (value === '') return 'none'
  return value === false ? '–' : (value ?? otherwise)
}

const tables = [
  ['Calico', knownOfCalico],
  ['flannel', knownOfFlannel],
] as const

test.for(tables)('fidelity.md has the known differences: %s', ([heading, known]) => {
  const rows = tableBelow(heading)
  expect(rows.length).toBeGreaterThan(0)
  expect(rows).toEqual(known.map(row))
})
