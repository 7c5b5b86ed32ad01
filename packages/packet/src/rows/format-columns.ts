/** One column of a table for the terminal. */
export interface Column<Item> {
  readonly title: string
  readonly value: (item: Item) => string
  readonly alignRight?: boolean
}

/** How a table goes on from one page to the next. */
export interface TableProgress {
  /** Width of each column up to now; grows. */
  readonly widths: number[]
  /** Whether the heading was printed. */
  isBegun: boolean
}

interface MeasuredColumn {
  /** The title, then a text for each item. */
  readonly texts: readonly string[]
  readonly width: number
  readonly alignRight: boolean
}

/**
 * A heading and one line for each item, aligned, two spaces between columns, without a line break at the end; `paint`
 * colours the lines of the items. With `progress` it is the next page of a table: no second heading, columns no narrower.
 *
 * All of it is one text that grows by `+` and is put together when it is read: padding, joining or looking at each line
 * takes several times as long.
 */
export function formatColumns<Item>(
  columns: readonly Column<Item>[],
  items: readonly Item[],
  paint: (line: string, item: Item) => string = (line) => line,
  progress: TableProgress = { widths: [], isBegun: false },
): string {
  const measured = columns.map((column, index) => {
    const own = measure(column, items, progress.widths[index])
    progress.widths[index] = own.width
    return own
  })
  let text = progress.isBegun ? '' : joinCells(measured, 0)
  let index = 0
  for (const item of items) {
    if (text !== '') text += '\n'
    text += paint(joinCells(measured, ++index), item)
  }
  progress.isBegun = true
  return text
}

function measure<Item>(
  { title, value, alignRight = false }: Column<Item>,
  items: readonly Item[],
  least = 0,
): MeasuredColumn {
  const texts = [title, ...items.map(value)]
  let width = least
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
