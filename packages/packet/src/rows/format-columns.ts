/** One column of a table for the terminal. */
export interface Column<Item> {
  readonly title: string
  readonly value: (item: Item) => string
  readonly alignRight?: boolean
}

interface MeasuredColumn {
  /** The title, then a text for each item. */
  readonly texts: readonly string[]
  readonly width: number
  readonly alignRight: boolean
}

/** A heading and one line for each item, aligned, two spaces between columns. */
export function formatColumns<Item>(columns: readonly Column<Item>[], items: readonly Item[]): readonly string[] {
  const measured = columns.map((column) => measure(column, items))
  return [joinCells(measured, 0), ...items.map((_, index) => joinCells(measured, index + 1))]
}

function measure<Item>({ title, value, alignRight = false }: Column<Item>, items: readonly Item[]): MeasuredColumn {
  const texts = [title]
  let width = title.length
  for (const item of items) {
    const text = value(item)
    if (text.length > width) width = text.length
    texts.push(text)
  }
  return { texts, width, alignRight }
}

const blanks = Array.from({ length: 64 }, (_, length) => ' '.repeat(length))

/** By `+` alone: a table of many rows is made several times as fast as by padding and joining each cell. */
function joinCells(columns: readonly MeasuredColumn[], index: number): string {
  let line = ''
  let between = ''
  for (const { texts, width, alignRight } of columns) {
    const text = texts[index] ?? ''
    const blank = blanks[width - text.length] ?? ' '.repeat(width - text.length)
    line += alignRight ? between + blank + text : between + text + blank
    between = '  '
  }
  return line.trimEnd()
}
