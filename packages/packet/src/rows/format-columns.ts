import { Table, type Column } from './table.ts'

/** The whole of a table, without a line break at its end. */
export function formatColumns<Item>(
  columns: readonly Column<Item>[],
  items: readonly Item[],
  colorOf?: (item: Item) => number | undefined,
): string {
  const table = new Table(columns, colorOf)
  for (const item of items) table.add(item)
  return table.take().slice(0, -1)
}
