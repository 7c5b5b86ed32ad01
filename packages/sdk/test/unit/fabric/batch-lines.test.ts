import { expect, test } from 'vitest'
import { batchLines, withBatches } from '../../../src/fabric/batch-lines.ts'

const lines = (...texts: readonly string[]) => texts.map((text) => text.split(' '))

test('the ip lines that a node begins with are one batch, the rest stays in order', () => {
  const exec = lines(
    'ip addr add 10.1.5.10/24 dev net0',
    'ip route replace default via 10.1.5.1',
    'sysctl -w a=1',
    'ip rule show',
  )
  expect(batchLines(exec)).toEqual({
    batch: ['ip addr add 10.1.5.10/24 dev net0', 'ip route replace default via 10.1.5.1'],
    exec: exec.slice(2),
  })
})

test.for([
  ['options before the object', ['ip', '-n', 'gw0', 'addr', 'add', '10.1.5.10/24', 'dev', 'net0']],
  ['another program', ['ip', 'netns', 'exec', 'gw0', 'reboot']],
  ['a comment', ['ip', 'link', 'set', '#net0', 'up']],
  ['quotes', ['ip', 'link', 'set', 'net0', 'alias', 'the "first" one']],
  ['nothing', ['ip']],
] as const)('%s: what a batch reads otherwise runs by itself', ([, argv]) => {
  expect(batchLines([argv])).toEqual({ batch: [], exec: [argv] })
})

test('a batch comes after the plan of its namespace', () => {
  const plans = ['worker', 'worker2'].map((namespace) => ({ namespace, instructions: ['ip link set net0 up'] }))
  const after = withBatches(plans, new Map([['worker2', ['ip addr add 10.1.8.10/24 dev net0']]]))
  expect(after.map(({ instructions }) => instructions.length)).toEqual([1, 2])
})
