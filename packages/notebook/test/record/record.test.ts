import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { cellFailure } from '../../src/record/cell-failure.ts'
import { readRecord } from '../../src/record/read-record.ts'
import { RecordError } from '../../src/record/record-error.ts'
import { recordPath } from '../../src/record/record-path.ts'
import type { CellMetadata, CellOutput, RecordedCell, RunRecord } from '../../src/record/run-record.ts'
import { writeRecord } from '../../src/record/write-record.ts'

const folder = mkdtempSync(join(tmpdir(), 'underlay-record-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const error: CellOutput = { output_type: 'error', ename: 'LabError', evalue: 'no route', traceback: [] }

function codeCell(outputs: readonly CellOutput[], flags: Partial<CellMetadata['underlay']> = {}): RecordedCell {
  const metadata = { underlay: { firstLine: 1, lastLine: 2, ...flags } }
  return { cell_type: 'code', id: 'one', metadata, source: 'f()', execution_count: 1, outputs }
}

const record: RunRecord = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {
    language_info: { name: 'typescript', file_extension: '.mts' },
    underlay: {
      notebook: 'a.mts',
      args: [],
      sourceSha256: '00',
      ranAt: '2026-11-26T00:00:00.000Z',
      outcome: 'pass',
      versions: { underlay: '0.1.0', node: '24.21.0' },
    },
  },
  cells: [codeCell([{ output_type: 'stream', name: 'stdout', text: 'a\n' }])],
}

function edited(from: string, to: string): string {
  return JSON.stringify(record).replace(from, to)
}

test('a record is kept beside its notebook, whole, and read back', async () => {
  const path = join(folder, 'a.run.json')
  expect(recordPath(join(folder, 'a.mts'))).toBe(path)
  expect(await readRecord(path)).toBeUndefined()
  await writeRecord(path, record)
  expect(await readRecord(path)).toEqual(record)
  expect(readFileSync(path, 'utf8')).toMatch(/^\{\n {2}"nbformat": 4,[^]*\}\n$/)
  expect(readdirSync(folder)).toEqual(['a.run.json'])
})

test('what is no record is one error, with the path and what is wrong', async () => {
  const path = join(folder, 'bad.run.json')
  const problemOf = async (text: string) => {
    writeFileSync(path, text)
    const thrown = await readRecord(path).catch((caught: unknown) => caught)
    expect(thrown).toBeInstanceOf(RecordError)
    return thrown instanceof RecordError ? thrown.problem : undefined
  }
  expect(await problemOf('{')).toContain('JSON')
  expect(await problemOf('[]')).toBe('is no JSON object')
  expect(await problemOf('{}')).toBe('is no nbformat 4.5')
  expect(await problemOf(edited('"args"', '"arg"'))).toBe('metadata.underlay.args is no list')
  expect(await problemOf(edited('"code"', '"raw"'))).toBe('cells[0].cell_type is neither markdown nor code')
  expect(await problemOf(edited('"stdout"', '"stdin"'))).toBe('cells[0].outputs[0] is no output')
})

test('a cell fails by an error that nothing expects, or by none that should be', () => {
  const failures = [
    codeCell([]),
    codeCell([error]),
    codeCell([error], { throws: true }),
    codeCell([error], { throws: 'no route' }),
    codeCell([error], { throws: 'RangeError' }),
    codeCell([], { throws: true }),
    codeCell([], { skip: true }),
    { ...codeCell([]), execution_count: null } as RecordedCell,
  ].map(cellFailure)
  expect(failures).toEqual([
    undefined,
    'LabError: no route',
    undefined,
    undefined,
    'LabError: no route (an error with "RangeError" was expected)',
    'should have ended with an error, and did not',
    undefined,
    'did not run: the notebook ended before',
  ])
})
