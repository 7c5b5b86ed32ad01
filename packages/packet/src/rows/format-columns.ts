/** One column of a table for the terminal. */
export interface Column<Item> {
  readonly title: string
  readonly value: (item: Item) => string
  readonly alignRight?: boolean
}

/** A heading and one line for each item, aligned, two spaces between columns. */
export function formatColumns<Item>(columns: readonly Column<Item>[], items: readonly Item[]): readonly string[] {
  const cells = items.map((item) => columns.map(({ value }) => value(item)))
  const widths = columns.map(({ title }, index) =>
    cells.reduce((width, row) => Math.max(width, row[index]?.length ?? 0), title.length),
  )
  const join = (texts: readonly string[]): string =>
    texts
      .map((text, index) => {
        const width = widths[index] ?? 0
        return columns[index]?.alignRight ? text.padStart(width) : text.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  return [join(columns.map(({ title }) => title)), ...cells.map(join)]
}
