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

/** By `+` alone, and as few of them as can be: padding and joining each cell takes several times as long. */
function joinCells(columns: readonly MeasuredColumn[], index: number): string {
  let line = ''
  // Blanks that the next column brings before its text: the gap, and what the last text was too short.
  let pending = 0
  for (const { texts, width, alignRight } of columns) {
    const text = texts[index] ?? ''
    const missing = width - text.length
    const before = alignRight ? pending + missing : pending
    if (text !== '') {
      line += before === 0 ? text : blank(before) + text
      pending = alignRight ? 2 : missing + 2
    } else pending += width + 2
  }
  return line.endsWith(' ') ? line.trimEnd() : line
}

function blank(length: number): string {
  return blanks[length] ?? ' '.repeat(length)
}
