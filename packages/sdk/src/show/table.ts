import { tableHtml } from '@underlay/evidence'
import { formatTable } from '../output/format-table.ts'
import { displayable, type Displayable } from './displayable.ts'

/**
 * Rows as a table to show: one column for each key of the first row. Text is `formatTable`.
 *
 * @param options.caption a title above it, on a page only.
 * @example
 * show(table([{ node: 'worker', address: '10.1.5.11' }]))
 */
export function table(
  rows: readonly Readonly<Record<string, string | number | undefined>>[],
  { caption }: { readonly caption?: string } = {},
): Displayable {
  return displayable({ 'text/plain': formatTable(rows), 'text/html': tableHtml(rows, { caption }) })
}
