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
  const hasTap = rows.some(({ tap }) => tap !== undefined)
  const hasInner = rows.some(({ inner }) => inner !== undefined)
  return formatColumns(rowColumns({ hasTap, hasInner }), rows, options.color ? paint : undefined)
}

/** The columns of a table of rows. */
export function rowColumns({ hasTap, hasInner }: { hasTap: boolean; hasInner: boolean }): readonly Column<Row>[] {
  const formatEnds = createEndsFormat()
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

/** The rows of a conversation share their ends, so that a text is made once for each. */
function createEndsFormat(): (ends: Endpoints) => string {
  // Ends that no row has any more go: a table may be as long as a capture.
  const texts = new WeakMap<Endpoints, string>()
  return (ends) => {
    let text = texts.get(ends)
    if (text === undefined) {
      const { source, destination } = ends
      text = source === '' && destination === '' ? '' : [source, destination].join(' → ')
      texts.set(ends, text)
    }
    return text
  }
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
  const thousands = Math.floor(microseconds / 1000)
  const seconds = Math.floor(thousands / 1000)
  return `${seconds}.${threeDigits(thousands - seconds * 1000)}${threeDigits(microseconds - thousands * 1000)}`
}

const digits = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, '0'))

function threeDigits(value: number): string {
  return digits[value] ?? ''
}

const colors: Readonly<Record<string, number>> = { ICMP: 35, ICMPv6: 35, TCP: 32, UDP: 36, ARP: 33, malformed: 31 }

/** A line in its protocol's colour. */
export function paint(line: string, { protocol }: Row): string {
  const color = colors[protocol]
  return color === undefined ? line : `\u001b[${color}m${line}\u001b[39m`
}
