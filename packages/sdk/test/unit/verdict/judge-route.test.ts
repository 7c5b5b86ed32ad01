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

test.for([
  ['a type', { type: 'unicast' }, 'pass'],
  ['another type', { type: 'local' }, 'fail'],
  ['onlink', { onlink: true }, 'pass'],
  ['not onlink', { onlink: false }, 'fail'],
  ['an MTU', { mtuBytes: 1400 }, 'pass'],
  ['another MTU', { mtuBytes: 1450 }, 'fail'],
  ["the device's MTU", { mtuBytes: 'none' }, 'fail'],
] as const)('of a route with all that can be asked, %s', ([, expected, outcome]) => {
  const known = { ...answer, type: 'unicast', onlink: true, mtuBytes: 1400 }
  expect(judgeRoute('a', known, expected)).toMatchObject({
    outcome,
    actual: expect.stringMatching(/onlink mtu 1400$/),
  })
})

test('a route without an MTU has that of the device', () => {
  expect(judgeRoute('a', answer, { mtuBytes: 'none' }).outcome).toBe('pass')
  expect(judgeRoute('a', answer, { mtuBytes: 1400 })).toMatchObject({ outcome: 'fail', expected: 'mtu 1400' })
})

test('a route that refuses is expected by its type, or absent; what else is expected it has not', () => {
  const refused = { type: 'blackhole', error: 'RTNETLINK answers: Invalid argument' }
  expect(judgeRoute('a', refused, { type: 'blackhole' })).toMatchObject({
    outcome: 'pass',
    actual: 'blackhole: RTNETLINK answers: Invalid argument',
  })
  expect(judgeRoute('a', refused, 'absent').outcome).toBe('pass')
  for (const expected of [{ type: 'unreachable' }, { type: 'blackhole', device: 'net0' }, {}] as const) {
    expect(judgeRoute('a', refused, expected).outcome).toBe('fail')
  }
})

test('says both side by side', () => {
  const { message, expected, actual } = judgeRoute('worker: ip route get 10.1.8.10', answer, { device: 'tunl0' })
  expect([expected, actual]).toEqual(['dev tunl0', 'dev net0 via 10.1.5.1 src 10.1.5.10'])
  expect(message).toContain(
    'worker: ip route get 10.1.8.10: expected dev tunl0, the kernel says dev net0 via 10.1.5.1 src 10.1.5.10',
  )
})
