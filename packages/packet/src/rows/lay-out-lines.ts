import { copyBytes } from '../bytes/copy-bytes.ts'
import type { TextBytes } from './text-bytes.ts'

/** The cells of a table, one line after the other. */
export interface Cells {
  /** The texts of all cells, one behind the other. */
  readonly text: TextBytes
  /** Where each cell ends in `text`. */
  readonly ends: number[]
  /** Characters of each cell. */
  readonly widths: number[]
  /** The ANSI colour of each line. */
  readonly colors: (number | undefined)[]
}

/** How a column is laid out. */
export interface ColumnLayout {
  readonly alignRight: boolean
  readonly width: number
}

const gap = 2
const blank = 0x20
const lineBreak = 0x0a
// Most tables are made page by page, and a page of rows fits, with the most blanks that it may have.
const shared = new DataView(new ArrayBuffer(1 << 18))

/** The first `lines` lines as UTF-8, each with a line break; gone with the next call. */
export function layOutLines(cells: Cells, columns: readonly ColumnLayout[], lines: number): Uint8Array {
  const { text, ends } = cells
  const most = text.length + lines * mostPadding(columns)
  const sheet = most <= shared.byteLength ? shared : new DataView(new ArrayBuffer(most))
  const bytes = new Uint8Array(sheet.buffer)
  // So that only texts are written.
  bytes.fill(blank, 0, most)
  let at = 0
  let start = 0
  for (let line = 0; line < lines; line++) {
    const first = line * columns.length
    at = layOutLine(cells, columns, first, start, sheet, at)
    start = ends[first + columns.length - 1] ?? 0
  }
  return bytes.subarray(0, at)
}

/** What a line may have more than its texts: blanks, a colour and a line break. */
function mostPadding(columns: readonly ColumnLayout[]): number {
  const blanks = columns.map(({ width, alignRight }, index) => {
    return gap + (alignRight || index < columns.length - 1 ? width : 0)
  })
  return blanks.reduce((sum, width) => sum + width, 32)
}

/**
 * Writes the line of the cells from `first` on, whose texts begin at `start`, to `lineAt` of a sheet that is blank there.
 *
 * @returns where the next line begins.
 */
function layOutLine(
  { text, ends, widths, colors }: Cells,
  columns: readonly ColumnLayout[],
  first: number,
  start: number,
  sheet: DataView,
  lineAt: number,
): number {
  const color = colors[first / columns.length]
  const begin = color === undefined ? lineAt : putAscii(`\u001b[${color}m`, sheet, lineAt)
  let at = begin
  let end = at
  let from = start
  for (let index = 0; index < columns.length; index++) {
    const { alignRight, width } = columns[index] as ColumnLayout
    const missing = width - (widths[first + index] ?? 0)
    const cellEnd = ends[first + index] ?? 0
    if (alignRight) at += missing
    if (from < cellEnd) {
      at = copyBytes(text.view, from, cellEnd, sheet, at)
      end = at
      from = cellEnd
    }
    at += alignRight ? gap : missing + gap
  }
  while (end > begin && sheet.getUint8(end - 1) === blank) end--
  if (color !== undefined) end = putAscii('\u001b[39m', sheet, end)
  sheet.setUint8(end, lineBreak)
  return end + 1
}

function putAscii(text: string, sheet: DataView, start: number): number {
  for (let index = 0; index < text.length; index++) sheet.setUint8(start + index, text.charCodeAt(index))
  return start + text.length
}
