import { expect, test } from 'vitest'
import { checkLimits, describeReached, ringTotal } from '../../../src/capture/limits.ts'
import { LabError } from '../../../src/errors.ts'

test.for([
  [{ durationMs: 0 }, 'durationMs is 0'],
  [{ durationMs: Number.NaN }, 'durationMs is NaN'],
  [{ packets: 1.5 }, 'packets is 1.5'],
  [{ ringBytes: -1 }, 'ringBytes is -1'],
  [{ ringFiles: 2 }, 'ringFiles says how many files, not how long one is'],
] as const)('%j: %s', ([limits, message]) => {
  expect(() => checkLimits(limits)).toThrow(LabError)
  expect(() => checkLimits(limits)).toThrow(message)
})

test('limits that are some are taken, none too', () => {
  expect(() => checkLimits({})).not.toThrow()
  expect(() => checkLimits({ durationMs: 0.5, packets: 1, ringBytes: 1000, ringFiles: 3 })).not.toThrow()
})

test('what a ring keeps is the sum of its files', () => {
  expect([ringTotal({}), ringTotal({ ringBytes: 10 }), ringTotal({ ringBytes: 10, ringFiles: 3 })]).toEqual([
    undefined,
    10,
    30,
  ])
})

test('each limit that was reached is named', () => {
  const limits = { durationMs: 5, packets: 7, ringBytes: 100 }
  const none = { duration: false, packets: false, discarded: 0 }
  expect(describeReached(limits, none)).toBeUndefined()
  expect(describeReached(limits, { duration: true, packets: true, discarded: 9 })).toBe(
    'durationMs: 5 ms were over; packets: 7 had come; ringBytes: 100 bytes were full, 9 older packets were discarded',
  )
})
