import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineReader, plainLine } from '../../../src/process/lines.ts'

function linesOf(chunks: readonly Uint8Array[]): string[] {
  const lines: string[] = []
  const reader = lineReader((line) => lines.push(line))
  for (const chunk of chunks) reader.push(chunk)
  reader.end()
  return lines
}

test.for([
  ['a\nb\n', ['a', 'b']],
  ['a\r\nb', ['a', 'b']],
  ['a\r b\r c', ['a', ' b', ' c']],
  ['a\r', ['a']],
  ['\n\n', ['', '']],
  ['', []],
] as const)('%j is the lines %j', ([text, lines]) => {
  expect(linesOf([Buffer.from(text)])).toEqual(lines)
})

test('where the bytes are cut changes nothing', () => {
  const words = fc.array(fc.constantFrom('a', '✓', '📦', '\r', '\n', '\r\n', ' '), { maxLength: 30 })
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 5 }), (parts, size) => {
      const bytes = Buffer.from(parts.join(''))
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      )
      expect(linesOf(chunks)).toEqual(linesOf([bytes]))
    }),
  )
})

test('a line without end is given in pieces', () => {
  const lines = linesOf([Buffer.alloc(100_000, 'x')])
  expect(lines.map((line) => line.length)).toEqual([65_536, 34_464])
})

test.for([
  [' \u001B[32m✓\u001B[0m Preparing nodes 📦 ', '✓ Preparing nodes 📦'],
  ['\u001B[?7l', ''],
  ['⠈⠁ Starting control-plane 🕹️ \u001B[?7h\u001B[?7l', '⠈⠁ Starting control-plane 🕹️'],
  ['a\tb\u0000\u0007c', 'a b c'],
] as const)('%j reads %j', ([line, plain]) => {
  expect(plainLine(line)).toBe(plain)
})
