import { expect, test } from 'vitest'
import { judgeRounds, ratios } from '../bench/row.ts'
import { spread } from '../bench/timing.ts'

const row = { what: 'w', measured: 'm', baseline: 'b', budget: 'g' }

test.each([
  [{ rounds: [9, 10, 11], atLeast: 10 }, 'kept', '±10 %'],
  [{ rounds: [9, 10, 11], atLeast: 10.5 }, 'within noise', '±10 %'],
  [{ rounds: [9, 10, 11], atLeast: 11.5 }, 'MISSED', '±10 %'],
  [{ rounds: [90, 100, 500], atMost: 95 }, 'within noise', '±10 %'],
  [{ rounds: [90, 100, 500], atMost: 80 }, 'MISSED', '±10 %'],
  [{ rounds: [100], atMost: 99 }, 'MISSED', 'one round'],
])('%j is %s', (measurement, verdict, noise) => {
  expect(judgeRounds(row, measurement)).toEqual({ ...row, noise, verdict })
})

test('one outlier is no noise, and ratios are those of each round', () => {
  expect(spread([1, 1, 1, 1, 99])).toBe(0)
  expect(ratios([10, 30], [5, 10])).toEqual([2, 3])
})
