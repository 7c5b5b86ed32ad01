import { expect, test } from 'vitest'
import { progressReader } from '../../../src/kind/progress.ts'

const read = (...lines: string[]): string[] => {
  const told: string[] = []
  const reader = progressReader((line) => told.push(line))
  for (const line of lines) reader(line)
  return told
}

test('frames of the spinner are one line', () => {
  expect(
    read('Creating cluster "lab" ...', '⠈⠁ Preparing nodes 📦', '⠈⠑ Preparing nodes 📦', '✓ Preparing nodes 📦'),
  ).toEqual(['Creating cluster "lab" ...', '• Preparing nodes 📦', '✓ Preparing nodes 📦'])
})

test('without a terminal kind says the same with dots', () => {
  expect(read('• Preparing nodes 📦 ...', '✓ Preparing nodes 📦')).toEqual([
    '• Preparing nodes 📦',
    '✓ Preparing nodes 📦',
  ])
})

test('what a failed command said is no progress', () => {
  expect(read('✗ Starting control-plane 🕹️', 'ERROR: failed to init node', 'Command Output: I1123')).toEqual([
    '✗ Starting control-plane 🕹️',
  ])
})
