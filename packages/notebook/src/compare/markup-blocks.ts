import { markupTokens } from '../markup/tokens.ts'
import type { Block } from './blocks.ts'
import { sanitizeLine } from './sanitize.ts'
import type { Table } from './text-table.ts'

/** Elements that stand in a line with the text around them; any other begins a new one. */
const inline = /^(?:a|abbr|b|code|em|i|kbd|mark|samp|small|span|strong|sub|sup|tspan|time|var)$/
const unseen = /^(?:script|style|defs)$/

/** The text that HTML or SVG shows, without its tags: lines, and tables where they are tables. */
export function markupBlocks(markup: string): readonly Block[] {
  const blocks: Block[] = []
  const tables: { rows: string[][]; heads: number }[] = []
  let line = ''
  let unseenDepth = 0
  const number = () => blocks.length + 1
  const flush = (): void => {
    const text = line.replaceAll(/\s+/g, ' ').trim()
    line = ''
    const row = tables[0]?.rows.at(-1)
    if (text === '') return
    if (row === undefined || row.length === 0) blocks.push({ kind: 'line', number: number(), line: sanitizeLine(text) })
    else row[row.length - 1] = [row.at(-1), text].filter((part) => part !== '').join(' ')
  }
  for (const token of markupTokens(markup)) {
    if (token.kind === 'text') {
      if (unseenDepth === 0) line += token.text
      continue
    }
    const name = token.name.toLowerCase()
    if (unseen.test(name)) unseenDepth += token.kind === 'open' ? Number(!token.isEmpty) : -Number(unseenDepth > 0)
    if (inline.test(name)) continue
    flush()
    const [table] = tables
    if (token.kind === 'open') {
      if (name === 'table') tables.push({ rows: [], heads: 0 })
      // A table in a cell is text of the cell.
      if (table === undefined || tables.length > 1) continue
      if (name === 'tr') table.rows.push([])
      if (name === 'th' || name === 'td') table.rows.at(-1)?.push('')
      if (name === 'th' && table.rows.length === 1) table.heads += 1
    } else if (name === 'table') {
      const done = tables.pop()
      if (done !== undefined && tables.length === 0) {
        blocks.push({ kind: 'table', number: number(), table: readRows(done.rows, done.heads) })
      }
    }
  }
  flush()
  return blocks
}

/** Rows with a head, or with columns that are numbers. */
function readRows(rows: readonly (readonly string[])[], heads: number): Table {
  const [first = []] = rows
  if (heads > 1 && heads === first.length) return { columns: first, rows: rows.slice(1) }
  return { columns: first.map((_, index) => String(index + 1)), rows }
}
