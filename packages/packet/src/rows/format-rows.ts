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
  const columns = chooseColumns(rows)
  const widths = columns.map(({ title, value }) => Math.max(title.length, ...rows.map((row) => value(row).length)))
  const heading = joinCells(columns, widths, (column) => column.title)
  const lines = rows.map((row) => {
    const line = joinCells(columns, widths, (column) => column.value(row))
    return options.color ? paint(line, row.protocol) : line
  })
  return [heading, ...lines].join('\n')
}

function chooseColumns(rows: readonly Row[]): readonly Column[] {
  const hasTap = rows.some(({ tap }) => tap !== undefined)
  const hasInner = rows.some(({ inner }) => inner !== undefined)
  return [
    { title: 'No.', value: ({ number }) => String(number), alignRight: true },
    { title: 'Time', value: ({ timeSeconds }) => timeSeconds.toFixed(6), alignRight: true },
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
  return [outer.ttl, inner?.ttl].filter((ttl) => ttl !== undefined).join('/')
}

function joinCells(columns: readonly Column[], widths: readonly number[], text: (column: Column) => string): string {
  const cells = columns.map((column, index) => {
    const width = widths[index] ?? 0
    return column.alignRight ? text(column).padStart(width) : text(column).padEnd(width)
  })
  return cells.join('  ').trimEnd()
}

const colors: Readonly<Record<string, number>> = { ICMP: 35, ICMPv6: 35, TCP: 32, UDP: 36, ARP: 33, malformed: 31 }

function paint(line: string, protocol: string): string {
  const color = colors[protocol]
  return color === undefined ? line : `\u001b[${color}m${line}\u001b[39m`
}
