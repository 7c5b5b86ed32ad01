import { expect, test } from 'vitest'

import { reportArguments, reportLine, reportOf, whyNoReport } from '../tutorial/report.mjs'
import { chooseSteps, orderSteps } from '../tutorial/steps.mjs'
import { exitCodeOf, stepLine, summary, verdictOf } from '../tutorial/verdicts.mjs'

const files = ['99-destroy.mts', '02-clab.mts', 'package.json', '01-env.mts', '10-own-lab.mts', 'README.md', 'x-1.mts']
const passed = { name: '01-env', code: 0, durationMs: 2130, verdicts: [{ holds: true, text: '✓ a' }], stderr: '' }
const failed = { ...passed, name: '06-same', code: 1, verdicts: [{ holds: false, text: '✗ b' }] }

test('steps are ordered by number, and destroy is apart', () => {
  const { steps, labs, destroy } = orderSteps(files)
  expect(steps.map(({ name }) => name)).toEqual(['01-env', '02-clab'])
  expect(labs.map(({ name }) => name)).toEqual(['10-own-lab'])
  expect(steps[0]?.file).toBe('examples/01-env.mts')
  expect(destroy?.name).toBe('99-destroy')
})

test('--keep leaves destroy out, --only takes one step and leaves the lab', () => {
  const all = orderSteps(files)
  expect(chooseSteps(all, {}).destroy?.name).toBe('99-destroy')
  expect(chooseSteps(all, { keep: true }).destroy).toBeUndefined()
  expect(chooseSteps(all, { only: '02' })).toEqual({ ...all, steps: [all.steps[1]], destroy: undefined })
  expect(chooseSteps(all, { only: '10' }).steps).toEqual(all.labs)
  expect(chooseSteps(all, { only: '99' }).steps.map(({ name }) => name)).toEqual(['99-destroy'])
})

test('a step that is not there is refused with the names of those that are', () => {
  expect(() => chooseSteps(orderSteps(files), { only: '07' })).toThrow(/no such step; the steps are 01-env, 02-clab/)
  expect(() => chooseSteps(orderSteps([]), {})).toThrow('examples/ holds no step')
})

test('a verdict is a line that begins with its sign, coloured or not', () => {
  expect(verdictOf('  \u001b[32m✓ ready\u001b[0m')).toEqual({ holds: true, text: '✓ ready' })
  expect(verdictOf('✗ plain')).toEqual({ holds: false, text: '✗ plain' })
  expect(verdictOf('a ✓ inside')).toBeUndefined()
})

test('a step line has name, seconds and the exit code of a failure', () => {
  expect(stepLine(passed, 8)).toBe('✓ 01-env    2.1 s')
  expect(stepLine(failed, 7)).toBe('✗ 06-same  2.1 s  exit code 1')
})

test('a failing verdict fails a step that exits with 0', () => {
  expect(stepLine({ ...failed, code: 0 }, 7)).toBe('✗ 06-same  2.1 s')
  expect(exitCodeOf([passed, { ...failed, code: 0 }])).toBe(1)
})

test('the exit code is 0, 1, or the 2 of a step that had nothing to test', () => {
  expect(exitCodeOf([passed])).toBe(0)
  expect(exitCodeOf([passed, failed])).toBe(1)
  expect(exitCodeOf([passed, { ...failed, code: 2 }])).toBe(2)
  expect(exitCodeOf([{ ...failed, code: 127 }])).toBe(1)
})

test('the summary lists the verdicts by step and counts them', () => {
  expect(summary([passed, failed], 4260)).toBe(
    '01-env\n  ✓ a\n06-same\n  ✗ b\n2 steps, 1 verdicts hold, 1 fail, 4.3 s\n',
  )
})

test('the step that writes the report is known by its name', () => {
  expect(orderSteps(files).report).toBeUndefined()
  const { steps, report } = orderSteps([...files, '08-report.mts', '10-report.mts'])
  expect(report).toBe(steps.at(-1))
  expect(report?.name).toBe('08-report')
})

test('the last line is where the report is, as a browser takes it', () => {
  expect(reportOf('report: .underlay/a lab/report.html')).toBe('.underlay/a lab/report.html')
  expect(reportOf('✓ report: done')).toBeUndefined()
  expect(reportLine('/work', '.underlay/a lab/report.html')).toBe(
    'report: file:///work/.underlay/a%20lab/report.html\n',
  )
})

test('the report is told when the run began, and what failed in which words', () => {
  expect(reportArguments('2026-11-26T03:00:00.000Z')).toEqual(['--since=2026-11-26T03:00:00.000Z'])
  expect(
    reportArguments('now', { ...failed, stderr: '\u001b[31mAssertionError: because\u001b[0m\n  of it\n' }),
  ).toEqual(['--since=now', '--failed=06-same', '--error=✗ b\nAssertionError: because\n  of it'])
  expect(reportArguments('now', { ...passed, code: 128 }).at(-1)).toBe('--error=exit code 128')
})

test('why there is no report takes one line', () => {
  const stderr = 'file.ts:1\nLabStateError: no lab named x is running\n  fix: build it\n\nNode.js v24.21.0\n'
  expect(whyNoReport(stderr)).toBe('no report: no lab named x is running')
  expect(whyNoReport('killed\n')).toBe('no report: killed')
  expect(whyNoReport('')).toBe('no report: its step said nothing')
})
