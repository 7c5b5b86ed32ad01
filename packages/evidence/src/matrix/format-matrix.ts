import type { EncapMatrix, MatrixCell } from './matrix.ts'

/**
 * A matrix as a table: senders are rows, receivers columns, by number. A cell is what was seen, `!` before it where that was
 * not expected, `?` behind it (or alone) where there is no evidence, `>` before it where the other node never saw it; below
 * stands the summary. Plain text, without colour.
 *
 * @example
 * ```ts
 * console.log(formatMatrix(matrix))
 * //                  1     2     3
 * // 1 control-plane  ·     none  ipip
 * // 2 worker         none  ·     !none
 * // 3 worker2        ipip  ipip  ·
 * ```
 */
export function formatMatrix({ ends, cells, summary }: EncapMatrix): string {
  const byKey = new Map(cells.map((cell) => [JSON.stringify([cell.from, cell.to]), cell]))
  const rows = ends.map((from) => ends.map((to) => matrixCellText(byKey.get(JSON.stringify([from, to])))))
  const heads = ends.map((name, index) => `${String(index + 1).padStart(String(ends.length).length)} ${name}`)
  const headWidth = Math.max(0, ...heads.map(({ length }) => length))
  const width = Math.max(String(ends.length).length, ...rows.flat().map(({ length }) => length))
  const line = (head: string, texts: readonly string[]): string =>
    [head.padEnd(headWidth), ...texts.map((text) => text.padEnd(width))].join('  ').trimEnd()
  return [
    line(
      '',
      ends.map((_, index) => String(index + 1)),
    ),
    ...rows.map((row, index) => line(heads[index] ?? '', row)),
    ...legend(rows.flat()),
    summary,
  ].join('\n')
}

/** What a cell of a matrix says: `ipip`, `!none`, `?`. */
export function matrixCellText(cell: MatrixCell | undefined): string {
  if (cell === undefined) return '·'
  const { outcome, actual, arrived } = cell
  if (actual === undefined) return '?'
  const lost = arrived ? '' : '>'
  return `${lost}${outcome === 'fail' ? '!' : ''}${actual}${outcome === 'inconclusive' ? '?' : ''}`
}

const marks = {
  '!': '! not as predicted',
  '?': '? no evidence, or nothing expected',
  '>': '> never seen at the other node',
} as const

function legend(texts: readonly string[]): readonly string[] {
  const used = Object.entries(marks).filter(([mark]) => texts.some((text) => text.includes(mark)))
  return used.length === 0 ? [] : [used.map(([, meaning]) => meaning).join('   ')]
}
