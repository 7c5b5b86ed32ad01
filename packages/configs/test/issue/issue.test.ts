import { describe, expect, test } from 'vitest'
import { formatIssue, suggest, TopologyError } from '../../src/index.ts'

describe('formatIssue', () => {
  test('writes file:line:col path message', () => {
    const issue = { file: 'clab.yaml', line: 3, column: 9, path: 'topology.nodes', message: 'is required' }
    expect(formatIssue(issue)).toBe('clab.yaml:3:9 topology.nodes is required')
  })

  test('leaves out what is not known', () => {
    expect(formatIssue({ file: 'topology', path: 'name', message: 'is required' })).toBe('topology name is required')
    expect(formatIssue({ file: 'a.cfg', line: 2, column: 1, path: '', message: 'is wrong' })).toBe('a.cfg:2:1 is wrong')
  })
})

test('a TopologyError is one line for each issue, and carries them', () => {
  const issues = [
    { file: 'a', path: 'x', message: 'one' },
    { file: 'a', path: 'y', message: 'two' },
  ]
  const error = new TopologyError(issues)
  expect(error).toMatchObject({ name: 'TopologyError', code: 'TOPOLOGY', message: 'a x one\na y two', issues })
})

describe('suggest', () => {
  const nodes = ['control-plane', 'worker', 'worker2', 'worker3']
  test.for([
    ['wroker2', 'worker2'],
    ['WORKER3', 'worker3'],
    ['control-plan', 'control-plane'],
    ['nte0', 'net0'],
  ] as const)('%s: %s', ([name, expected]) => {
    expect(suggest(name, [...nodes, 'net0'])).toBe(expected)
  })

  test('keeps quiet when nothing is near', () => {
    expect(suggest('printer', nodes)).toBeUndefined()
    expect(suggest('x'.repeat(10_000), nodes)).toBeUndefined()
    expect(suggest('', nodes)).toBeUndefined()
  })
})
