import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatRows, type Row } from '@underlay/packet'

function timeCell(timeSeconds: number): string {
  const ends = { source: 'a', destination: 'b' }
  const row: Row = { number: 1, timeSeconds, outer: ends, protocol: 'UDP', lengthBytes: 60, info: '' }
  const line = formatRows([row]).split('\n')[1] ?? ''
  return line.replace(/^ *1 +/, '').replace(/ +a → b.*$/s, '')
}

const nonsense = [NaN, Infinity, -Infinity, 9.1e12, 1e15, 2 ** 53, 1e21, Number.MAX_VALUE, -1, -1e300, 2 ** 32, -0]

test.for(nonsense)('a time of %f s is written as it is', (seconds) => {
  expect(timeCell(seconds)).toBe(seconds.toFixed(6))
})

test('no time makes a control character, and each is written to the microsecond', () => {
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.double({ min: 0, max: 2 ** 33 })), (seconds) => {
      const cell = timeCell(seconds)
      const isUsual = seconds >= 0 && seconds < 2 ** 32
      // What lies in the middle of two microseconds may go to either.
      const distance = Math.abs(Number(cell) - seconds) - 0.500001e-6 - seconds * 2 ** -52
      const isRight = isUsual ? /^\d+\.\d{6}$/.test(cell) && distance <= 0 : cell === seconds.toFixed(6)
      expect({ cell, isRight }).toEqual({ cell, isRight: true })
    }),
    { numRuns: 2000 },
  )
})

test('whole microseconds are written exactly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 * 1e6 - 1 }), (microseconds) => {
      const seconds = microseconds / 1e6
      expect(timeCell(seconds)).toBe(seconds.toFixed(6))
    }),
    { numRuns: 2000 },
  )
})
