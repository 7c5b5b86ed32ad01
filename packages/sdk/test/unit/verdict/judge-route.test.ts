import { expect, test } from 'vitest'
import { judgeRoute } from '../../../src/verdict/judge-route.ts'

const answer = { device: 'net0', nextHop: '10.1.5.1', source: '10.1.5.10' }

test.for([
  ['all of it', answer, 'pass'],
  ['a part', { device: 'net0' }, 'pass'],
  ['another device', { device: 'tunl0' }, 'fail'],
  ['another next hop', { nextHop: '10.1.5.11' }, 'fail'],
  ['no next hop', { nextHop: 'none' }, 'fail'],
  ['another source', { source: '10.1.5.11' }, 'fail'],
  ['absence', 'absent', 'fail'],
] as const)('of a route, %s', ([, expected, outcome]) => {
  expect(judgeRoute('worker: ip route get 10.1.8.10', answer, expected).outcome).toBe(outcome)
})

test('a route on the link has no next hop, and one that is refused is absent', () => {
  expect(judgeRoute('a', { device: 'net0' }, { nextHop: 'none' }).outcome).toBe('pass')
  expect(judgeRoute('a', { error: 'Network is unreachable' }, 'absent').outcome).toBe('pass')
  expect(judgeRoute('a', { error: 'Network is unreachable' }, {}).outcome).toBe('fail')
})

test('says both side by side', () => {
  const { message, expected, actual } = judgeRoute('worker: ip route get 10.1.8.10', answer, { device: 'tunl0' })
  expect([expected, actual]).toEqual(['dev tunl0', 'dev net0 via 10.1.5.1 src 10.1.5.10'])
  expect(message).toContain(
    'worker: ip route get 10.1.8.10: expected dev tunl0, the kernel says dev net0 via 10.1.5.1 src 10.1.5.10',
  )
})
