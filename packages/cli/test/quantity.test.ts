import { expect, test } from 'vitest'
import { bytesOf, countOf, millisecondsOf } from '../src/command/quantity.ts'

test('bytes, times and counts are read with the units that people write', () => {
  expect(['4096', '10M', '10MB', '1.5k', '2GiB', '64Ki'].map((text) => bytesOf('--ring-bytes', text))).toEqual([
    4096, 10_000_000, 10_000_000, 1500, 2_147_483_648, 65_536,
  ])
  expect(['2', '500ms', '1.5s', '2m', '1h'].map((text) => millisecondsOf('--duration', text))).toEqual([
    2000, 500, 1500, 120_000, 3_600_000,
  ])
  expect([countOf('--count', '3'), countOf('--count', undefined)]).toEqual([3, undefined])
})

test('what is no quantity is refused, with one that is', () => {
  for (const text of ['', '0', '-1', 'ten', '10x', '1e99', '999999999999G', '10constructor']) {
    expect(() => bytesOf('--ring-bytes', text)).toThrow(`--ring-bytes ${text} is not possible\n  fix: --ring-bytes 10M`)
  }
  expect(() => millisecondsOf('--duration', '10 parsecs')).toThrow('fix: --duration 10s')
  expect(() => countOf('--count', '1.5')).toThrow('fix: --count 10')
})
