import { sanitizeLine, type Sanitized } from './sanitize.ts'
import { readTextTable, type Table } from './text-table.ts'

/** A part of a text that is compared as one. */
export type Block =
  | { readonly kind: 'line'; readonly number: number; readonly line: Sanitized }
  | { readonly kind: 'table'; readonly number: number; readonly table: Table }

/** The columns of what `arrival` finds. */
export const arrivalColumns = ['Tap', 'Packet']

/** A packet of a live capture as it comes: its number, its tap, what it is. */
const arrival = /^ *(\d+) {2,}(\S+:\S+) {2,}(\S.*)$/

/** A text as lines and the tables in it, each with the number of its first line, from 1. */
export function textBlocks(text: string): readonly Block[] {
  const lines = text === '' ? [] : text.replace(/\n+$/, '').split('\n')
  const blocks: Block[] = []
  for (let index = 0; index < lines.length;) {
    const number = index + 1
    const arrivals = readArrivals(lines, index)
    const table = readTextTable(lines, index)
    if (table !== undefined) blocks.push({ kind: 'table', number, table })
    else if (arrivals.rows.length > 0) blocks.push({ kind: 'table', number, table: arrivals })
    else blocks.push({ kind: 'line', number, line: sanitizeLine(lines[index] ?? '') })
    index += table === undefined ? Math.max(1, arrivals.rows.length) : 1 + table.rows.length
  }
  return blocks
}

/** Two at least, numbered upwards: a number that does not rise is a value. */
function readArrivals(lines: readonly string[], start: number): Table {
  const rows: string[][] = []
  let last = -1
  for (let index = start; index < lines.length; index += 1) {
    const match = arrival.exec(lines[index] ?? '')
    const number = Number(match?.[1])
    if (match === null || number <= last) break
    last = number
    rows.push(match.slice(2))
  }
  return { columns: arrivalColumns, rows: rows.length < 2 ? [] : rows }
}
