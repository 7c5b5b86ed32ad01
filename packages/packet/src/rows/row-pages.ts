import type { Packet } from '../capture-file/capture-file.ts'
import type { DecodeOptions } from '../layers/decode.ts'
import { colorOf, rowColumns, type FormatRowsOptions } from './format-rows.ts'
import type { Line } from './line.ts'
import type { Row } from './row.ts'
import { createLiner, type SummaryContext } from './summarize.ts'
import { Table } from './table.ts'

// A page of so many is printed in a millisecond, and fits the sheet that lay-out-lines.ts shares.
const rowsOfPage = 250

/** How rows are printed as they come. */
export interface RowPageOptions extends Pick<SummaryContext, 'interfaces'>, FormatRowsOptions {
  /** Pages are UTF-8 in place of strings, which a file or a terminal takes in less time; false by default. */
  readonly encoded?: boolean
}

type Encoded = { readonly encoded: true }

/**
 * The rows of a capture of any length as text, page by page, as packets come: each piece is whole lines with a line break at
 * the end. Unlike {@link formatRows} no row is kept; so columns grow wider from one page to the next where they must, and the
 * inner addresses always have theirs. The bytes of a packet are not needed any more when the next one is asked for.
 *
 * @param packets of one capture, in its order: times count from the first.
 * @example
 * ```ts
 * const { packets, interfaces } = readCapture(bytes)
 * for (const page of rowPages(packets, { interfaces })) process.stdout.write(page)
 * ```
 */
export function rowPages(
  packets: Iterable<Packet>,
  options: DecodeOptions & RowPageOptions & Encoded,
): Generator<Uint8Array, void>
export function rowPages(packets: Iterable<Packet>, options?: DecodeOptions & RowPageOptions): Generator<string, void>
export function* rowPages(
  packets: Iterable<Packet>,
  options: DecodeOptions & RowPageOptions = {},
): Generator<string | Uint8Array, void> {
  const nextLine = createLiner(options)
  const table = createRowTable(options)
  let rows = 0
  for (const packet of packets) {
    table.add(nextLine(packet))
    if (++rows % rowsOfPage === 0) yield takePage(table, options)
  }
  const last = takePage(table, options)
  if (last.length > 0) yield last
}

/**
 * Makes text of the rows of one capture as they come, as {@link rowPages} does: call the returned function with the next
 * rows. The first text begins with the heading, and is the heading alone when there are none yet.
 *
 * @example
 * ```ts
 * const pageOf = createRowPager({ interfaces: [{ name: 'worker2:net0' }] })
 * process.stdout.write(pageOf([]))
 * process.stdout.write(pageOf(rows))
 * ```
 */
export function createRowPager(options: RowPageOptions & Encoded): (rows: readonly Row[]) => Uint8Array
export function createRowPager(options?: RowPageOptions): (rows: readonly Row[]) => string
export function createRowPager(options: RowPageOptions = {}): (rows: readonly Row[]) => string | Uint8Array {
  const table = createRowTable(options, usualWidths)
  return (rows) => {
    for (const row of rows) table.add(row)
    return takePage(table, options)
  }
}

function takePage(table: Table<Line>, { encoded = false }: RowPageOptions): string | Uint8Array {
  return encoded ? table.takeBytes() : table.take()
}

// Of IPv4 in IPv4: a heading that is there before the first packet stands where the columns will.
const ipv4Ends = '255.255.255.255 → 255.255.255.255'.length
const usualWidths: Readonly<Record<string, number>> = { Outer: ipv4Ends, Inner: ipv4Ends, TTL: '64/64'.length }

/** What is known before the first packet is there from the start. */
function createRowTable(
  { interfaces = [], color = false }: RowPageOptions,
  widths: Readonly<Record<string, number>> = {},
): Table<Line> {
  const hasTap = interfaces.some(({ name }) => name !== undefined)
  const least: Readonly<Record<string, number>> = {
    ...widths,
    Tap: Math.max(0, ...interfaces.map(({ name = '' }) => name.length)),
    Time: '0.000000'.length,
  }
  const columns = rowColumns({ hasTap, hasInner: true }).map((column) => ({
    ...column,
    least: least[column.title] ?? 0,
  }))
  return new Table(columns, color ? colorOf : undefined)
}
