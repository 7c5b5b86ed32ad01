import { align, type Aligned } from './align.ts'
import type { Found } from './found.ts'
import type { Identities } from './identities.ts'
import { pairSet } from './pair-set.ts'
import { sanitizeLine } from './sanitize.ts'
import { rowKey, type TableRow } from './table-row.ts'
import { rulesOf } from './table-rules.ts'
import type { Table } from './text-table.ts'

/**
 * Two tables, by the names of their columns and by their rows. Where the rows are of things that have names (nodes, pods)
 * their order does not matter; of packets their order at each tap does, and their times do not.
 */
export function compareTables(recorded: Table, ran: Table, identities: Identities): readonly Found[] {
  const rules = rulesOf(recorded)
  const columns = recorded.columns.filter((column) => ran.columns.includes(column) && !rules.ignored.includes(column))
  const [ones, others] = [recorded, ran].map((table) => rowsOf(rules.arrange(table), columns, rules.isSet)) as [
    readonly TableRow[],
    readonly TableRow[],
  ]
  const pairs = rules.isSet ? pairSet(ones, others, identities) : align(ones, others, rowKey)
  return [
    ...compareColumns(recorded.columns, ran.columns),
    ...pairs.flatMap((pair) => compareRow(pair, columns, identities)),
  ]
}

function rowsOf(table: Table, columns: readonly string[], isSet: boolean): readonly TableRow[] {
  const places = columns.map((column) => table.columns.indexOf(column))
  return table.rows.map((row, index) => {
    const cells = places.map((place) => sanitizeLine(row[place] ?? ''))
    return { label: isSet ? (row[0] ?? '') : String(index + 1), cells }
  })
}

function compareColumns(recorded: readonly string[], ran: readonly string[]): readonly Found[] {
  return [
    ...recorded.filter((column) => !ran.includes(column)).map((column) => ({ where: 'its columns', recorded: column })),
    ...ran.filter((column) => !recorded.includes(column)).map((column) => ({ where: 'its columns', ran: column })),
  ]
}

function compareRow(
  { recorded, ran }: Aligned<TableRow>,
  columns: readonly string[],
  identities: Identities,
): readonly Found[] {
  const row = `row ${recorded?.label ?? ran?.label}`
  if (recorded === undefined || ran === undefined) {
    return [
      {
        where: row,
        ...(recorded !== undefined && { recorded: rowText(recorded) }),
        ...(ran !== undefined && { ran: rowText(ran) }),
      },
    ]
  }
  return columns.flatMap((column, index) => {
    const [one, other] = [recorded.cells[index], ran.cells[index]]
    if (one === undefined || other === undefined) return []
    const found = { where: `${row}, column ${column}`, recorded: one.text, ran: other.text }
    if (one.shape !== other.shape) return [found]
    const note = identities.learn(one.drawn, other.drawn)
    return note === undefined ? [] : [{ ...found, note }]
  })
}

function rowText({ cells }: TableRow): string {
  return cells.map(({ text }) => text).join('  ')
}
