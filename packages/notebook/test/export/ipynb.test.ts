import { execFileSync } from 'node:child_process'
import { beforeEach, describe, expect, test } from 'vitest'
import { skipWhile } from '../../../packet/test/skip-while.ts'
import { exportIpynb, type RunRecord } from '../../src/index.ts'
import { display, record, code } from '../records.ts'
import { sample } from './sample.ts'

const script = 'import nbformat, sys; nbformat.validate(nbformat.read(sys.stdin, as_version=nbformat.NO_CONVERT))'

/** Debian's has nbformat where the package is installed; another one stands first on some machines' PATH. */
const python = ['/usr/bin/python3', 'python3'].find((path) => {
  try {
    execFileSync(path, ['-c', 'import nbformat'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})

function validate(notebook: string): string {
  return execFileSync(python ?? '', ['-c', script], { input: notebook, encoding: 'utf8', stdio: 'pipe' })
}

describe('nbformat’s own validation', () => {
  beforeEach(skipWhile(python === undefined ? 'no Python with nbformat; apt-get install python3-nbformat' : undefined))

  test('an exported notebook is valid', () => {
    expect(validate(exportIpynb(sample))).toBe('')
  })

  test('a record is valid as it is', () => {
    expect(validate(JSON.stringify(sample))).toBe('')
  })

  test('it would say what is not', () => {
    const { cells } = sample
    const twice: RunRecord = { ...sample, cells: [{ ...cells[0], id: 'no id!' } as RunRecord['cells'][number]] }
    expect(() => validate(exportIpynb(twice))).toThrow(/NotebookValidationError/)
  })
})

test('flags are Jupyter’s tags, a title is the cell’s', () => {
  const { cells } = JSON.parse(exportIpynb(sample))
  expect(cells.map(({ metadata }: { metadata: object }) => ({ ...metadata, underlay: undefined }))).toEqual([
    {},
    { title: 'Read_them' },
    { title: 'Title of hidden', tags: ['hide-input'], jupyter: { source_hidden: true } },
    { title: 'Title of skipped', tags: ['skip-execution'] },
    { title: 'Title of thrown', tags: ['raises-exception'] },
  ])
})

test('markup of strangers is written anew', () => {
  const shown = display({ 'text/plain': '<script>', 'image/svg+xml': '<svg onload="x()"><text>a</text></svg>' })
  const [cell] = JSON.parse(exportIpynb(record([code('a', [shown])]))).cells
  expect(cell.outputs[0].data).toEqual({ 'text/plain': '<script>', 'image/svg+xml': '<svg><text>a</text></svg>' })
})
