import { formatColumns } from './format-columns.ts'
import type { Line } from './line.ts'
import { putEnds, ttlOf } from './endpoints.ts'
import type { Row } from './row.ts'
import type { Column } from './table.ts'
import type { TextBytes } from './text-bytes.ts'

/** How to print rows. */
export interface FormatRowsOptions {
  /** ANSI colours by protocol; false by default. */
  readonly color?: boolean
}

/**
 * Rows as an aligned table with a heading, without a line break at the end. The columns for the tap and the inner
 * addresses are there when a row has them.
 *
 * @example
 * ```ts
 * console.log(formatRows(summarizeAll(packets), { color: process.stdout.isTTY }))
 * ```
 */
export function formatRows(rows: readonly Row[], options: FormatRowsOptions = {}): string {
  const hasTap = rows.some(({ tap }) => tap !== undefined)
  const hasInner = rows.some(({ inner }) => inner !== undefined)
  return formatColumns(rowColumns({ hasTap, hasInner }), rows, options.color ? colorOf : undefined)
}

type RowColumn = Column<Line>

// Made once: functions that are the same for all tables are compiled once.
const numberColumn: RowColumn = { title: 'No.', write: ({ number }, out) => out.putNumber(number), alignRight: true }
const timeColumn: RowColumn = { title: 'Time', write: putTime, alignRight: true }
const tapColumn: RowColumn = { title: 'Tap', write: ({ tap = '' }, out) => out.put(tap) }
const endsColumn: RowColumn = { title: 'Source → destination', write: ({ outer }, out) => putEnds(outer, out) }
const outerAndInner: readonly RowColumn[] = [
  { ...endsColumn, title: 'Outer' },
  { title: 'Inner', write: ({ inner }, out) => inner !== undefined && putEnds(inner, out) },
]
const otherColumns: readonly RowColumn[] = [
  { title: 'Protocol', write: ({ protocol }, out) => out.put(protocol) },
  { title: 'Length', write: ({ lengthBytes }, out) => out.putNumber(lengthBytes), alignRight: true },
  { title: 'TTL', write: putTtls, alignRight: true },
  { title: 'Info', write: ({ info }, out) => (typeof info === 'string' ? out.put(info) : out.append(info)) },
]

/** The columns of a table of rows. */
export function rowColumns({ hasTap, hasInner }: { hasTap: boolean; hasInner: boolean }): readonly RowColumn[] {
  const ends = hasInner ? outerAndInner : [endsColumn]
  return [numberColumn, timeColumn, ...(hasTap ? [tapColumn] : []), ...ends, ...otherColumns]
}

/** Outer and inner as `62/63`. */
function putTtls({ outer, inner }: Line, out: TextBytes): void {
  const [first, last] = [ttlOf(outer), inner && ttlOf(inner)]
  if (first !== undefined) out.putNumber(first)
  if (last !== undefined) out.put('/').putNumber(last)
}

/** Microseconds; a time before the first packet's is rare, and so is one that a broken file makes of nonsense. */
function putTime({ timeSeconds }: Line, out: TextBytes): void {
  // So that microseconds are exact integers.
  if (!(timeSeconds >= 0 && timeSeconds < 2 ** 32)) out.put(timeSeconds.toFixed(6))
  else {
    const microseconds = Math.round(timeSeconds * 1e6)
    const thousands = Math.floor(microseconds / 1000)
    const seconds = Math.floor(thousands / 1000)
    out.putNumber(seconds).put('.')
    out.putThree(thousands - seconds * 1000).putThree(microseconds - thousands * 1000)
  }
}

const colors: Readonly<Record<string, number>> = { ICMP: 35, ICMPv6: 35, TCP: 32, UDP: 36, ARP: 33, malformed: 31 }

/** The ANSI colour of a row's protocol. */
export function colorOf({ protocol }: Line): number | undefined {
  return colors[protocol]
}
