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

/**
 * A heading and one line for each item, aligned, two spaces between columns, without a line break at the end; `paint`
 * colours the lines of the items.
 *
 * All of it is one text that grows by `+` and is put together when it is read: padding, joining or looking at each line
 * takes several times as long.
 */
export function formatColumns<Item>(
  columns: readonly Column<Item>[],
  items: readonly Item[],
  paint: (line: string, item: Item) => string = (line) => line,
): string {
  const measured = columns.map((column) => measure(column, items))
  let text = joinCells(measured, 0)
  let index = 0
  for (const item of items) text += `\n${paint(joinCells(measured, ++index), item)}`
  return text
}

function measure<Item>({ title, value, alignRight = false }: Column<Item>, items: readonly Item[]): MeasuredColumn {
  const texts = [title, ...items.map(value)]
  let width = 0
  for (const { length } of texts) if (length > width) width = length
  return { texts, width, alignRight }
}

const blanks = Array.from({ length: 64 }, (_, length) => ' '.repeat(length))

function joinCells(columns: readonly MeasuredColumn[], index: number): string {
  let line = ''
  let last = ''
  // Blanks that the next column brings before its text: the gap, and what the last text was too short.
  let pending = 0
  for (const { texts, width, alignRight } of columns) {
    const text = texts[index] ?? ''
    const missing = width - text.length
    const before = alignRight ? pending + missing : pending
    if (text !== '') {
      if (before > 0) line += blank(before)
      line += text
      last = text
      pending = alignRight ? 2 : missing + 2
    } else pending += width + 2
  }
  // Not of the line: asking for its end would put it together.
  return last.endsWith(' ') ? line.trimEnd() : line
}

function blank(length: number): string {
  return blanks[length] ?? ' '.repeat(length)
}
