import type { Endpoints, Row } from './row.ts'

/** How to print rows. */
export interface FormatRowsOptions {
  /** ANSI colours by protocol; false by default. */
  readonly color?: boolean
}

interface Column {
  readonly title: string
  readonly value: (row: Row) => string
  readonly alignRight?: boolean
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
  const columns = chooseColumns(rows).map((column) => measure(column, rows))
  const lines = rows.map((row, index) => {
    const line = joinCells(columns, index + 1)
    return options.color ? paint(line, row.protocol) : line
  })
  return [joinCells(columns, 0), ...lines].join('\n')
}

function chooseColumns(rows: readonly Row[]): readonly Column[] {
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

interface MeasuredColumn {
  /** The title, then a text for each row. */
  readonly texts: readonly string[]
  readonly width: number
  readonly alignRight: boolean
}

function measure({ title, value, alignRight = false }: Column, rows: readonly Row[]): MeasuredColumn {
  const texts = [title]
  let width = title.length
  for (const row of rows) {
    const text = value(row)
    if (text.length > width) width = text.length
    texts.push(text)
  }
  return { texts, width, alignRight }
}

const blanks = Array.from({ length: 64 }, (_, length) => ' '.repeat(length))

/** By `+` alone: a table of many rows is made several times as fast as by padding and joining each cell. */
function joinCells(columns: readonly MeasuredColumn[], index: number): string {
  let line = ''
  let between = ''
  for (const { texts, width, alignRight } of columns) {
    const text = texts[index] ?? ''
    const blank = blanks[width - text.length] ?? ' '.repeat(width - text.length)
    line += alignRight ? between + blank + text : between + text + blank
    between = '  '
  }
  return line.trimEnd()
}

/** Microseconds without `toFixed`, which is slow; a time before the first packet's is rare. */
function formatTime({ timeSeconds }: Row): string {
  if (timeSeconds < 0) return timeSeconds.toFixed(6)
  const microseconds = Math.round(timeSeconds * 1e6)
  const seconds = Math.floor(microseconds / 1e6)
  return `${seconds}.${String(microseconds - seconds * 1e6).padStart(6, '0')}`
}

const colors: Readonly<Record<string, number>> = { ICMP: 35, ICMPv6: 35, TCP: 32, UDP: 36, ARP: 33, malformed: 31 }

function paint(line: string, protocol: string): string {
  const color = colors[protocol]
  return color === undefined ? line : `\u001b[${color}m${line}\u001b[39m`
}
