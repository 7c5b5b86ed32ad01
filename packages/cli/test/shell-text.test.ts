import { expect, test } from 'vitest'
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
