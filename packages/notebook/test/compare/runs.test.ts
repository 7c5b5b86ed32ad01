import { describe, expect, test } from 'vitest'
import { compareRuns, formatDifferences, sameMeaning } from '../../src/index.ts'
import { code, failure, prose, record, stderr, stdout, unrun } from '../records.ts'

const [one, two, three] = ['one', 'two', 'three'].map((id) => code(id, [stdout(`${id}\n`)])) as [
  ReturnType<typeof code>,
  ReturnType<typeof code>,
  ReturnType<typeof code>,
]
const recorded = record([one, two, three])
const at = { notebook: '05-check-routes.mts', line: 31 }

describe('cells', () => {
  test('the same run is the same', () => {
    expect(compareRuns(recorded, recorded)).toEqual([])
    expect(sameMeaning(recorded, recorded)).toBe(true)
  })

  test('one that is missing, one that is new', () => {
    const cell = { id: 'two', title: 'Title of two' }
    expect(compareRuns(recorded, record([one, three]))).toEqual([{ ...at, cell, where: 'the cell', recorded: 'run' }])
    expect(compareRuns(record([one, three]), recorded)).toEqual([{ ...at, cell, where: 'the cell', ran: 'run' }])
  })

  test('one that was skipped, one that was not reached', () => {
    const ran = record([one, unrun('two', { skip: true }), unrun('three')])
    expect(compareRuns(recorded, ran).map(({ cell, ran }) => [cell?.id, ran])).toEqual([
      ['two', 'skipped'],
      ['three', 'not reached'],
    ])
  })

  test('one at another place', () => {
    expect(compareRuns(recorded, record([two, one, three]))).toMatchObject([
      { where: 'its place', recorded: expect.stringMatching(/^first$|^after /), ran: expect.any(String) },
    ])
    expect(compareRuns(recorded, record([two, three, one]))).toMatchObject([
      { cell: { id: 'one' }, recorded: 'first', ran: 'after Title of three' },
    ])
  })

  test('another source of code or prose is told, with the first line that changed', () => {
    const ran = record([code('one', [stdout('one\n')], {}, "run('one')\nassert()"), prose('text', 'New.')])
    expect(compareRuns(record([one, prose('text', 'Old.')]), ran)).toMatchObject([
      { where: 'its source', ran: 'assert()', note: expect.stringContaining('underlay render -u') },
      { where: 'its source', recorded: 'Old.', ran: 'New.' },
    ])
  })

  test('their places in the file and their durations do not matter', () => {
    expect(
      compareRuns(record([one]), record([code('one', [stdout('one\n')], { firstLine: 7, durationMs: 4 })])),
    ).toEqual([])
  })
})

const printed = (text: string) => record([code('one', [stdout(text)])])
const failed = (ename: string, evalue: string) => record([code('one', [failure(ename, evalue)])])

describe('outputs', () => {
  test('standard output is one text, in however many parts it came; standard error is progress', () => {
    const parts = record([code('one', [stdout('o'), stderr('booting\n'), stdout('ne\n')]), two, three])
    expect(compareRuns(recorded, parts)).toEqual([])
  })

  test('lines that are missing, new, changed', () => {
    expect(
      compareRuns(printed('a\nb\nc\n'), printed('a\nc\nd\n')).map(({ where, recorded, ran }) => [where, recorded, ran]),
    ).toEqual([
      ['stdout, line 2', 'b', undefined],
      ['stdout, line 3', undefined, 'd'],
    ])
    expect(compareRuns(printed('a\nb\nc\n'), printed('a\nB\nc\n'))).toMatchObject([{ recorded: 'b', ran: 'B' }])
    expect(compareRuns(printed(''), printed('a\n'))).toMatchObject([{ where: 'stdout, line 1', ran: 'a' }])
  })

  test('errors by their name and sanitized message, not by their trace', () => {
    expect(
      compareRuns(failed('LabTimeoutError', 'no route after 10 s'), failed('LabTimeoutError', 'no route after 12.1 s')),
    ).toEqual([])
    expect(
      compareRuns(failed('AssertionError', 'expected none'), failed('AssertionError', 'expected ipip')),
    ).toMatchObject([{ where: 'error, line 1', recorded: 'expected none', ran: 'expected ipip' }])
    expect(compareRuns(failed('AssertionError', 'x'), failed('LabTimeoutError', 'x'))).toMatchObject([
      { where: 'error, all of it', recorded: 'AssertionError: x', ran: 'LabTimeoutError: x' },
    ])
    expect(compareRuns(record([code('one', [])]), failed('AssertionError', 'x'))).toMatchObject([
      { where: 'error, all of it', ran: 'AssertionError: x' },
    ])
  })
})

describe('the whole run', () => {
  const place = { lab: 'demo', engine: 'netns', host: 'local', kernel: '6.18', cni: 'modelled calico' }

  test('host, kernel, date and versions belong to the machine; lab, engine and CNI do not', () => {
    const elsewhere = { place: { ...place, host: 'microvm', kernel: '6.1' }, ranAt: '2027-01-01T00:00:00Z' }
    expect(compareRuns(record([], { place }), record([], elsewhere))).toEqual([])
    expect(
      compareRuns(record([], { place }), record([], { place: { ...place, engine: 'kind', cni: 'real calico' } })),
    ).toMatchObject([
      { line: 1, where: 'the run’s engine', recorded: 'netns', ran: 'kind' },
      { where: 'the run’s cni', recorded: 'modelled calico', ran: 'real calico' },
    ])
  })

  test('a text of which no cell differs', () => {
    const ran = record([one, two, three], { sourceSha256: 'cd'.repeat(32) })
    expect(compareRuns(recorded, ran)).toMatchObject([{ line: 1, where: 'the notebook’s text' }])
    const changed = record([code('one', [stdout('one\n')], {}, 'run()'), two, three], { sourceSha256: 'cd'.repeat(32) })
    expect(compareRuns(recorded, changed)).toMatchObject([{ where: 'its source' }])
  })

  test('another outcome, text or arguments are another meaning', () => {
    for (const other of [
      { outcome: 'fail' },
      { sourceSha256: 'cd'.repeat(32) },
      { args: ['--ipip', 'Always'] },
    ] as const) {
      expect(sameMeaning(recorded, record([one, two, three], other))).toBe(false)
    }
    expect(sameMeaning(recorded, record([one, two, three], { ranAt: '2027-01-01T00:00:00Z' }))).toBe(true)
  })
})

test('the lines of an error stand one below the other', () => {
  const text = formatDifferences(compareRuns(record([code('one', [])]), failed('AssertionError', 'a\n  because b')))
  expect(text).toContain('    ran       AssertionError: a\n                because b\n')
})

test('differences are printed with both values, under the place of their cell', () => {
  const ran = record([code('one', [stdout('uno\n\u001b[31mnew\u001b[39m')]), unrun('two'), three])
  expect(formatDifferences(compareRuns(recorded, ran))).toMatchInlineSnapshot(`
    "05-check-routes.mts:31  Title of one
      stdout, line 1
        recorded  one
        ran       uno
      stdout, line 2
        recorded  (nothing)
        ran       \\x1b[31mnew\\x1b[39m
    05-check-routes.mts:31  Title of two
      the cell
        recorded  run
        ran       not reached
    3 differences in 2 cells"
  `)
  expect(formatDifferences([])).toBe('')
})
