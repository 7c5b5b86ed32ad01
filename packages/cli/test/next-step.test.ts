import { LabError, TopologyError } from '@underlay/sdk'
import { expect, test } from 'vitest'
import { nextStep } from '../src/command/next-step.ts'

const issue = { file: 'kind.yaml', line: 1, column: 1, path: '', message: 'must be a mapping, is empty' }
const up = ['up', '--kind', 'kind.yaml']

test('mistakes of documents are to be mended, and the command to be tried', () => {
  const error = new TopologyError([issue, issue, { ...issue, file: 'my clab.yaml' }])
  expect(nextStep(error, up)).toBe('fix: mend kind.yaml, my clab.yaml, then: underlay up --kind kind.yaml --dry-run')
  expect(nextStep(error, ['graph', '--kind', 'kind.yaml'])).toMatch(/then: underlay graph --kind kind\.yaml$/)
  const { line: _, ...built } = issue
  expect(nextStep(new TopologyError([built]), ['up', 'x', '--dry-run'])).toBe(
    'fix: mend that, then: underlay up x --dry-run',
  )
})

test('what says itself what to do is left alone; of the rest the doctor knows more', () => {
  expect(nextStep(new LabError('it does not go', 'try again'), up)).toBeUndefined()
  expect(
    nextStep(new Error('a.run.json: broken; delete it and run underlay render on its notebook'), up),
  ).toBeUndefined()
  expect(nextStep(new LabError('it does not go'), up)).toMatch(/^next: underlay doctor/)
  expect(nextStep(new LabError('it does not go'), ['doctor'])).toBeUndefined()
})
