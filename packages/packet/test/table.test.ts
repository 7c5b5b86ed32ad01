import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatColumns } from '../src/rows/format-columns.ts'
import { layOutLines } from '../src/rows/lay-out-lines.ts'
import { printable } from '../src/rows/printable.ts'
import { Table, type Column } from '../src/rows/table.ts'
import { TextBytes, textBytes } from '../src/rows/text-bytes.ts'

const texts = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('', '→', 'é', '\ud800', '\u{1f600}', 'trailing  ', '\n', '\u001b[2J'),
)
const alignments = fc.array(fc.boolean(), { minLength: 1, maxLength: 5 })
const tables = alignments.chain((alignRight) =>
  fc.record({
    alignRight: fc.constant(alignRight),
    lines: fc.array(fc.array(texts, { minLength: alignRight.length, maxLength: alignRight.length }), { maxLength: 8 }),
  }),
)

/** The same by padding strings. */
function padded(lines: readonly (readonly string[])[], alignRight: readonly boolean[]): readonly string[] {
  const cells = lines.map((line) => line.map((text) => printable(text)))
  const widths = alignRight.map((_, index) => Math.max(...cells.map((line) => (line[index] ?? '').length)))
  return cells.map((line) => {
    const each = line.map((text, index) =>
      alignRight[index] ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0),
    )
    return each.join('  ').replace(/ +$/, '')
  })
}

function columnsOf(alignRight: readonly boolean[]): readonly Column<readonly string[]>[] {
  return alignRight.map((right, index) => ({
    title: `T${index}`,
    alignRight: right,
    write: (line, out) => out.put(line[index] ?? ''),
  }))
}

describe('formatColumns', () => {
  it('is what padding makes, whatever the texts and alignments', () => {
    fc.assert(
      fc.property(tables, ({ alignRight, lines }) => {
        const columns = columnsOf(alignRight)
        const titles = columns.map(({ title }) => title)
        expect(formatColumns(columns, lines).split('\n')).toEqual(padded([titles, ...lines], alignRight))
      }),
    )
  })

  it('prints tables and texts of any length', () => {
    const lines = Array.from({ length: 3000 }, (_, index) => [`${index}`, 'x'.repeat(index === 7 ? 100_000 : 9)])
    const table = formatColumns(columnsOf([true, false]), lines).split('\n')
    expect(table).toEqual(padded([['T0', 'T1'], ...lines], [true, false]))
  })
})

describe('Table', () => {
  it('gives a page by the width of all before, none twice, and each as bytes too', () => {
    const table = new Table(columnsOf([false, true]))
    expect(table.take()).toBe('T0  T1\n')
    table.add(['long text', '→'])
    const page = table.takeBytes()
    table.add(['a', '10'])
    expect([new TextDecoder().decode(page), table.take(), table.take()]).toEqual([
      'long text   →\n',
      'a          10\n',
      '',
    ])
  })
})

describe('TextBytes', () => {
  it('writes numbers as String does', () => {
    const numbers = fc.oneof(
      fc.nat(),
      fc.maxSafeInteger(),
      fc.double(),
      fc.constantFrom(999, 1000, 2 ** 32 - 1, 2 ** 32),
    )
    fc.assert(
      fc.property(numbers, (value) => {
        expect(new TextBytes().putNumber(value).toString()).toBe(String(value))
      }),
    )
  })

  it('writes addresses, hex digits, three digits and other texts', () => {
    const address = Uint8Array.of(10, 0, 255, 99)
    const text = new TextBytes().putIpv4(address, 0).putArrow().putHex(0x2a, 4).append(textBytes(' → ')).putThree(7)
    expect([text.toString(), text.width]).toEqual(['10.0.255.99 → 0x002a → 007', 26])
    expect(text.clear().toString()).toBe('')
  })
})

it('lays pages of rows out in one sheet', () => {
  // 45 kB of text as in a page of 250 rows, and blanks.
  const text = textBytes('x'.repeat(45_000))
  const cells = { text, ends: [45_000], widths: [45_000], colors: [] }
  const layOut = () => layOutLines(cells, [{ width: 45_000, alignRight: true }], 1).buffer
  expect(layOut()).toBe(layOut())
})
