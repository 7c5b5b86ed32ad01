import { styleText } from 'node:util'
import { printable } from '@underlay/packet'

/**
 * Rows as a table for the terminal, one column for each key of the first row; the head is bold where the terminal takes
 * colour (NO_COLOR is respected). What a terminal would obey is escaped.
 *
 * @example
 * echo(formatTable([{ node: 'worker', address: '10.1.5.11' }]))
 */
export function formatTable(rows: readonly Readonly<Record<string, string | number | undefined>>[]): string {
  const heads = Object.keys(rows[0] ?? {})
  const cells = rows.map((row) => heads.map((head) => printable(String(row[head] ?? '-'))))
  const widths = heads.map((head, column) => Math.max(head.length, ...cells.map((line) => line[column]?.length ?? 0)))
  const pad = (line: readonly string[]): string =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [styleText('bold', pad(heads.map((head) => head.toUpperCase()))), ...cells.map(pad)].join('\n')
}
