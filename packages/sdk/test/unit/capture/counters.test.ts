import { expect, test } from 'vitest'
import { pending, readCounters } from '../../../src/capture/counters.ts'

test.for([
  'tcpdump: 7 packets captured, 9 packets received by filter, 1 packet dropped by kernel\n',
  '7 packets captured\n9 packets received by filter\n1 packet dropped by kernel\n',
])('the counters of a running tcpdump, and of one that ends: %j', (said) => {
  expect(readCounters(said)).toEqual({ captured: 7, received: 9, dropped: 1 })
})

test('half an answer is none yet', () => {
  const said = 'tcpdump: 7 packets captured, 9 packets received by filter, 12 packets dropped by kernel'
  const whole = said.indexOf(' by kernel') + ' by kernel'.length
  const partial = Array.from({ length: whole }, (_, length) => said.slice(0, length))
  expect(partial.filter((words) => readCounters(words) !== undefined)).toEqual([])
})

test('what is neither written nor dropped is pending', () => {
  expect(pending({ captured: 7, received: 9, dropped: 1 })).toBe(1)
  expect(pending({ captured: 9, received: 9, dropped: 0 })).toBe(0)
})
