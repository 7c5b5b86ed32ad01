import { expect, test } from 'vitest'
import { startAgain } from '../src/inspect/start-again.ts'

const dead = (node: string, state: string) => ({
  node,
  state,
  name: '',
  neighbor: '',
  remoteAs: 0,
  localAs: undefined,
  prefixesReceived: 0,
  prefixesSent: 0,
})

test('daemons that do not run are told, and the next thing to do', () => {
  const both = [dead('worker', 'BIRD does not run'), dead('gw0', 'FRR does not run')]
  expect(startAgain({ name: 'lab', engine: 'netns' }, both)).toBe(
    'worker: BIRD does not run\ngw0: FRR does not run\n  next: underlay up, with what lab was made from, starts them again',
  )
  expect(startAgain({ name: 'lab', engine: 'kind' }, both.slice(0, 1))).toMatch(
    /^worker: BIRD does not run\n {2}next: kubectl -n kube-system get pods/,
  )
})
