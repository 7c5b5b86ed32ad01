import { expect, test } from 'vitest'
import { formatComparison, type LabComparison } from '../../../src/index.ts'

const difference = {
  place: 'worker',
  what: 'route',
  key: 'block of worker2',
  field: 'device',
  a: 'vxlan.calico',
  b: 'net0',
} as const
const alike: LabComparison = {
  a: 'one',
  b: 'other',
  differences: [],
  explained: [],
  unused: [],
  compared: 7,
  notCompared: [],
}

test('two labs that are alike', () => {
  expect(formatComparison(alike)).toBe('a: one\nb: other\n7 things compared, 0 differences, 0 known ones')
})

test('what is the same at several places is one row, and long values are cut', () => {
  const long = { ...difference, a: 'x'.repeat(60) }
  const text = formatComparison({ ...alike, differences: [long, { ...long, place: 'worker3' }] })
  expect(text).toMatch(/worker, worker3 +route/)
  expect(text).toContain(` ${'x'.repeat(47)}… `)
})

test('both labs side by side, reasons, and what was not compared', () => {
  const because = { reason: 'planted' }
  const text = formatComparison({
    ...alike,
    differences: [difference, { ...difference, field: undefined, a: undefined, b: 'type blackhole' }],
    explained: [{ difference, because }],
    unused: [{ reason: 'an old one' }],
    notCompared: [{ scope: 'worker3 fdb', only: 'a' }],
  })
  expect(text).toContain('7 things compared, 2 differences, 1 known ones')
  expect(text).toMatch(/worker +route +block of worker2 +device +vxlan\.calico +net0\n/)
  expect(text).toMatch(/worker +route +block of worker2 +- +- +type blackhole\n/)
  expect(text).toMatch(/net0 +planted\n/)
  expect(text).toContain('known, and not there: an old one')
  expect(text).toContain('not compared: worker3 fdb (only in a)')
})
