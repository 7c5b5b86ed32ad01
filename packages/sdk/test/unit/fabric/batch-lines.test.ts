import { expect, test } from 'vitest'
import type { CommandError } from '../../../src/errors.ts'
import { asNodesFailure } from '../../../src/fabric/batch-lines.ts'
import { PlanError } from '../../../src/plan/plan.ts'

test('a line of a batch that fails is named with its place in the text, where that is known', () => {
  const argv = ['ip', 'link', 'set', 'nope', 'up']
  const error = new PlanError({ where: 'h1', argv, exitCode: 1, stdout: '', stderr: 'no' }, { plan: 0, instruction: 1 })
  const node = { name: 'host1', namespace: 'h1', batch: ['ip link set lo up', argv.join(' ')] }
  const where = (places: readonly (string | undefined)[]): unknown =>
    (asNodesFailure(error, [{ ...node, places }]) as CommandError).where
  expect(where(['clab.yaml:6:9', 'clab.yaml:7:9'])).toBe('host1 (clab.yaml:7:9)')
  expect(where([undefined, undefined])).toBe('host1')
})
