import type { Sanitized } from './sanitize.ts'

/** A row of a table: its cells in the order of the columns that are compared. */
export interface TableRow {
  /** What names it in a difference: `worker2`, `3`. */
  readonly label: string
  readonly cells: readonly Sanitized[]
}

/** Rows with the same key have the same meaning. */
export function rowKey({ cells }: TableRow): string {
  return cells.map(({ shape }) => shape).join('\n')
}
