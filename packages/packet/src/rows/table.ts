import { layOutLines, type Cells } from './lay-out-lines.ts'
import { TextBytes } from './text-bytes.ts'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** One column of a table for the terminal. */
export interface Column<Item> {
  readonly title: string
  /** Puts an item's text behind what is there. */
  readonly write: (item: Item, out: TextBytes) => unknown
  readonly alignRight?: boolean
  /** Characters that the column has from the start, if its title is no longer. */
  readonly least?: number
}

/** A table that is printed page by page: a heading, then one line for each item, aligned. */
export class Table<Item> {
  private readonly columns: readonly Column<Item>[]
  private readonly colorOf: ((item: Item) => number | undefined) | undefined
  private readonly cells: Cells = { text: new TextBytes(1 << 10), ends: [], widths: [], colors: [] }
  private readonly layout: { readonly alignRight: boolean; width: number }[]
  private lines = 0
  /** Characters of all cells. */
  private written = 0

  /** `colorOf` gives the number of an item's ANSI colour. */
  constructor(columns: readonly Column<Item>[], colorOf?: (item: Item) => number | undefined) {
    this.columns = columns
    this.colorOf = colorOf
    this.layout = columns.map(({ alignRight = false, least = 0 }) => ({ alignRight, width: least }))
    for (const [index, { title }] of columns.entries()) this.endCell(index, this.cells.text.put(title))
    this.cells.colors[this.lines++] = undefined
  }

  add(item: Item): void {
    const { columns, cells } = this
    for (let index = 0; index < columns.length; index++) {
      columns[index]?.write(item, cells.text)
      this.endCell(index, cells.text)
    }
    cells.colors[this.lines++] = this.colorOf?.(item)
  }

  /**
   * The lines of what was added since the last time, each with its line break, before the first of all the heading. Columns
   * are no narrower than they were.
   */
  take(): string {
    return decoder.decode(this.layOut())
  }

  /** The same as UTF-8, without a string in between. */
  takeBytes(): Uint8Array {
    return this.layOut().slice()
  }

  private layOut(): Uint8Array {
    const bytes = layOutLines(this.cells, this.layout, this.lines)
    this.cells.text.clear()
    this.lines = 0
    this.written = 0
    return bytes
  }

  private endCell(index: number, text: TextBytes): void {
    const { ends, widths } = this.cells
    const place = this.lines * this.layout.length + index
    const width = text.width - this.written
    this.written = text.width
    ends[place] = text.length
    widths[place] = width
    const column = this.layout[index]
    if (column !== undefined && width > column.width) column.width = width
  }
}
