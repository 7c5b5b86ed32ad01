import type { Column } from './format-columns.ts'
import { formatColumns } from './format-columns.ts'
import type { Endpoints, Row } from './row.ts'

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
  return formatColumns(chooseColumns(rows), rows, options.color ? paint : undefined)
}

function chooseColumns(rows: readonly Row[]): readonly Column<Row>[] {
  const hasTap = rows.some(({ tap }) => tap !== undefined)
  const hasInner = rows.some(({ inner }) => inner !== undefined)
  return [
    { title: 'No.', value: ({ number }) => String(number), alignRight: true },
    { title: 'Time', value: formatTime, alignRight: true },
    ...(hasTap ? [{ title: 'Tap', value: ({ tap = '' }: Row) => tap }] : []),
    { title: hasInner ? 'Outer' : 'Source → destination', value: ({ outer }) => formatEnds(outer) },
    ...(hasInner ? [{ title: 'Inner', value: ({ inner }: Row) => (inner ? formatEnds(inner) : '') }] : []),
    { title: 'Protocol', value: ({ protocol }) => protocol },
    { title: 'Length', value: ({ lengthBytes }) => String(lengthBytes), alignRight: true },
    { title: 'TTL', value: formatTtls, alignRight: true },
    { title: 'Info', value: ({ info }) => info },
  ]
}

function formatEnds({ source, destination }: Endpoints): string {
  return source === '' && destination === '' ? '' : `${source} → ${destination}`
}

/** Outer and inner as `62/63`. */
function formatTtls({ outer, inner }: Row): string {
  if (inner?.ttl !== undefined) return `${outer.ttl}/${inner.ttl}`
  return outer.ttl === undefined ? '' : String(outer.ttl)
}

/** Microseconds without `toFixed`, which is slow; a time before the first packet's is rare. */
function formatTime({ timeSeconds }: Row): string {
  if (timeSeconds < 0) return timeSeconds.toFixed(6)
  const microseconds = Math.round(timeSeconds * 1e6)
  const seconds = Math.floor(microseconds / 1e6)
  return `${seconds}.${String(microseconds - seconds * 1e6).padStart(6, '0')}`
}

const colors: Readonly<Record<string, number>> = { ICMP: 35, ICMPv6: 35, TCP: 32, UDP: 36, ARP: 33, malformed: 31 }

function paint(line: string, { protocol }: Row): string {
  const color = colors[protocol]
  return color === undefined ? line : `\u001b[${color}m${line}\u001b[39m`
}
