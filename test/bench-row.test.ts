import { expect, test } from 'vitest'
import { judgeRounds, ratios } from '../bench/row.ts'
import { uncertainty } from '../bench/timing.ts'

const row = { what: 'w', measured: 'm', baseline: 'b', budget: 'g' }

test.each([
  [{ rounds: [9.5, 10, 10.5], atLeast: 10 }, 'kept', '±4 %'],
  [{ rounds: [9.5, 10, 10.5], atLeast: 10.4 }, 'within noise', '±4 %'],
  [{ rounds: [9.5, 10, 10.5], atLeast: 10.5 }, 'MISSED', '±4 %'],
  [{ rounds: [95, 100, 500], atMost: 97 }, 'within noise', '±4 %'],
  [{ rounds: [95, 100, 500], atMost: 95 }, 'MISSED', '±4 %'],
  [{ rounds: [10, 100, 190], atMost: 89 }, 'MISSED', '±10 %'],
  [{ rounds: [100], atMost: 99 }, 'MISSED', 'one round'],
  [{ rounds: [4.8, 4.8, 7.7, 7.7, 4.8], atLeast: 5 }, 'MISSED', '±0 %'],
  [{ rounds: [4.8, 4.8, 7.7, 7.7, 4.8], atLeast: 5, by: 'mean' }, 'kept', '±10 %'],
  [{ rounds: [4, 5, 6], atLeast: 5.5, by: 'mean' }, 'within noise', '±10 %'],
  [{ rounds: [4, 5, 6], atLeast: 5.6, by: 'mean' }, 'MISSED', '±10 %'],
] as const)('%j is %s', (measurement, verdict, noise) => {
  expect(judgeRounds(row, measurement)).toEqual({ ...row, noise, verdict })
})

test('one outlier is no noise, and more rounds are less', () => {
  expect(uncertainty([1, 1, 1, 1, 99])).toBe(0)
  expect(uncertainty([9, 10, 11, 9, 10, 11, 9, 10, 11])).toBeLessThan(uncertainty([9, 10, 11]))
})

test('ratios are those of each round', () => {
  expect(ratios([10, 30], [5, 10])).toEqual([2, 3])
})
