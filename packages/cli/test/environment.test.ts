import { expect, test } from 'vitest'
import { fromEnvironment, variableOf } from '../src/command/environment.ts'
import { labArgs } from '../src/lab/lab-args.ts'
import { outputArgs } from '../src/output/output-args.ts'

const inspect = { name: 'inspect', args: { what: { type: 'positional' }, ...labArgs, ...outputArgs } } as const
const given = (env: NodeJS.ProcessEnv, ...typed: string[]) => fromEnvironment(inspect, new Set(typed), env)

test('an option of many commands has one variable, one of a command its own', () => {
  expect(variableOf('inspect', 'lab')).toBe('UNDERLAY_LAB')
  expect(variableOf('up', 'node-image')).toBe('UNDERLAY_NODE_IMAGE')
  expect(variableOf('capture', 'dry-run')).toBe('UNDERLAY_CAPTURE_DRY_RUN')
})

test('what is not typed comes from the environment', () => {
  const env = { UNDERLAY_LAB: 'mine', UNDERLAY_INSPECT_OUTPUT: 'yaml', UNDERLAY_INSPECT_JSON: '0', UNDERLAY_ENGINE: '' }
  expect(given(env)).toEqual(['--lab=mine', '--output=yaml'])
  expect(given(env, 'output')).toEqual(['--lab=mine'])
  expect(given({ UNDERLAY_INSPECT_JSON: 'true' })).toEqual(['--json'])
  expect(given({ UNDERLAY_INSPECT_WHAT: 'nodes' })).toEqual([])
})

test('a lab that is typed makes a kubeconfig of the environment void, and the other way round', () => {
  expect(given({ UNDERLAY_KUBECONFIG: 'k', UNDERLAY_CONTEXT: 'c' }, 'lab')).toEqual([])
  expect(given({ UNDERLAY_LAB: 'mine' }, 'context')).toEqual([])
})

test('what is asked about in place of a lab makes its variables void, and the other way round', () => {
  const args = { of: { type: 'string' }, kind: { type: 'string' }, ...labArgs } as const
  const predict = { name: 'predict', args, insteadOfLab: ['of', 'kind'] }
  const env = { UNDERLAY_LAB: 'mine', UNDERLAY_PREDICT_OF: 'lab.ts', UNDERLAY_ENGINE: 'netns' }
  expect(fromEnvironment(predict, new Set(['kind']), env)).toEqual(['--engine=netns'])
  expect(fromEnvironment(predict, new Set(['lab']), env)).toEqual(['--engine=netns'])
})

test.each([
  [{ UNDERLAY_INSPECT_JSON: 'yes' }, 'UNDERLAY_INSPECT_JSON=yes is not possible\n  fix: one of 1, true, 0, false'],
  [{ UNDERLAY_ENGINE: 'k3d' }, 'UNDERLAY_ENGINE=k3d is not possible\n  fix: one of auto, kind, netns'],
])('%j is refused', (env, message) => {
  expect(() => given(env)).toThrow(message)
})
