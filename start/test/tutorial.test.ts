import { expect, test } from 'vitest'

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
  expect(chooseSteps(all, { only: '02' })).toEqual({ steps: [all.steps[1]], labs: all.labs, destroy: undefined })
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
