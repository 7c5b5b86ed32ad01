import type { OutputFormat } from './output-args.ts'

/** One column of a table. */
export interface Column<Row> {
  readonly head: string
  readonly of: (row: Row) => string | number | undefined
  /** Only in the wide table. */
  readonly wide?: true
}

/**
 * Writes data on standard output: JSON or YAML as it is, else what `text` makes of it.
 *
 * @param text lines without an end, for people; `wide` asks for more of it.
 * @example
 * await writeData({ name: 'lab' }, 'json', () => 'lab')
 */
export async function writeData(data: unknown, format: OutputFormat, text: (wide: boolean) => string): Promise<void> {
  process.stdout.write(`${await textOf(data, format, text)}\n`)
}

/**
 * Writes rows on standard output: JSON or YAML as they are, else one column a line's field.
 *
 * @example
 * await writeRows([{ name: 'lab' }], 'table', [{ head: 'name', of: ({ name }) => name }])
 */
export async function writeRows<Row>(
  rows: readonly Row[],
  format: OutputFormat,
  columns: readonly Column<Row>[],
): Promise<void> {
  // Slow to load.
  const { formatTable } = await import('@underlay/sdk')
  await writeData(rows, format, (wide) => formatTable(cells(rows, columns, wide)))
}

/** What a table shows of rows. */
export function cells<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  wide: boolean,
): Readonly<Record<string, string | number | undefined>>[] {
  const shown = columns.filter((column) => wide || column.wide !== true)
  return rows.map((row) => Object.fromEntries(shown.map(({ head, of }) => [head, oneLine(of(row))])))
}

async function textOf(data: unknown, format: OutputFormat, text: (wide: boolean) => string): Promise<string> {
  if (format === 'json') return JSON.stringify(data, undefined, 2)
  if (format !== 'yaml') return text(format === 'wide')
  const { stringify } = await import('yaml')
  // Through JSON, so that both have the same fields.
  return stringify(JSON.parse(JSON.stringify(data)), { aliasDuplicateObjects: false }).trimEnd()
}

// A label of a stranger's document may hold what a terminal takes for orders.
function oneLine(value: string | number | undefined): string | number | undefined {
  return typeof value === 'string' ? value.replaceAll(/\p{Cc}+/gu, ' ') : value
}
