import { expect, test } from 'vitest'
import { inLab } from '../src/command/command-line.ts'
import { shellText } from '../src/command/shell-text.ts'

test.each([
  ['underlay up --trust, or bringUpLab(lab, { trust: true })', 'underlay up lab.ts --dry-run --trust'],
  [
    'leave it out; or underlay up --engine kind, or f({ a: b() })',
    'leave it out; or underlay up lab.ts --dry-run --engine kind',
  ],
  [
    'underlay up --reconfigure, or bringUpLab(lab, { reconfigure: true }), to end it; or another name',
    'underlay up lab.ts --dry-run --reconfigure, to end it; or another name',
  ],
  ['underlay up --kind kind.yaml --clab a.clab.yaml', 'underlay up --kind kind.yaml --clab a.clab.yaml'],
  ['underlay up lists the presets', 'underlay up lists the presets'],
  ["deployWorkload(cluster, daemonSet('app'))", "deployWorkload(cluster, daemonSet('app'))"],
])('%s: %s', (fix, expected) => {
  expect(shellText(`what, or it(is)\n  fix: ${fix}`, ['up', 'lab.ts', '--dry-run'])).toBe(
    `what, or it(is)\n  fix: ${expected}`,
  )
})

test('an option that was typed is not said twice, and words are quoted', () => {
  const fix = '  fix: underlay up --engine kind'
  expect(shellText(fix, ['up', 'my lab.ts', '--engine', 'netns', '--engine=auto', '--trust'])).toBe(
    "  fix: underlay up 'my lab.ts' --trust --engine kind",
  )
  expect(shellText(fix, ['ls'])).toBe(fix)
})

test('what is to be run at a place is run in the lab that was asked about', () => {
  const text = 'a → b\n  next: underlay exec worker -- ip route get 10.98.2.1'
  expect(inLab(text, {})).toBe(text)
  expect(inLab(text, { lab: 'two' })).toBe('a → b\n  next: underlay exec worker --lab two -- ip route get 10.98.2.1')
  expect(inLab(text, { context: "$&'s" })).toContain("exec worker --context '$&'\\''s' -- ip")
})
