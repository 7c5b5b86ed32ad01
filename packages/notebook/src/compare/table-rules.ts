import { arrivalColumns } from './blocks.ts'
import type { Table } from './text-table.ts'

/** How tables of a kind are compared. */
export interface TableRules {
  /** Whether its rows are a set, whose order means nothing. */
  readonly isSet: boolean
  /** Columns that are drawn by lot. */
  readonly ignored: readonly string[]
  /** The rows that are compared, in the order in which they are. */
  readonly arrange: (table: Table) => Table
}

/** First columns of tables whose rows are things with names. Hops and packets come in an order that means something. */
const named = /^(?:node|name|pod|link|place|interface|device|destination|block|service|tool)$/i

/**
 * What kernels and routers say by their own timers, and the first packet after a while asks: in a capture of something else
 * it comes and goes. A capture of nothing else is compared like any other.
 */
const chatter =
  /^(?:Router (?:Solicitation|Advertisement)|Neighbou?r (?:Solicitation|Advertisement)|Multicast Listener|Who has |\S+ is at |ARP Announcement|KEEPALIVE Message$|(?:\d+ → 179|179 → \d+) \[ACK\])/

/** The rules for a table, from its columns. */
export function rulesOf({ columns }: Table): TableRules {
  const isSet = named.test(columns[0] ?? '')
  if (!columns.includes('No.')) return { isSet, ignored: [], arrange: columns === arrivalColumns ? byTap : asItIs }
  // With all taps in one file a packet's number says what came between at another tap.
  return { isSet: false, ignored: ['No.', 'Time'], arrange: (table) => byTap(withoutChatter(table)) }
}

function asItIs(table: Table): Table {
  return table
}

function withoutChatter(table: Table): Table {
  const info = table.columns.indexOf('Info')
  const rows = table.rows.filter((row) => !chatter.test(row[info] ?? ''))
  return rows.length === 0 ? table : { ...table, rows }
}

/** Two taps of one capture: which sees a packet first is known of the same packet only. */
function byTap(table: Table): Table {
  const tap = table.columns.indexOf('Tap')
  if (tap === -1) return table
  const taps = [...Map.groupBy(table.rows, (row) => row[tap] ?? '')]
  return { ...table, rows: taps.sort(byName).flatMap(([, rows]) => rows) }
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : Number(one > other)
}
