import type { Packet } from '../capture-file/capture-file.ts'
import type { DecodeOptions } from '../layers/decode.ts'
import { formatColumns, type TableProgress } from './format-columns.ts'
import { paint, rowColumns, type FormatRowsOptions } from './format-rows.ts'
import type { Row } from './row.ts'
import { createSummarizer, type SummaryContext } from './summarize.ts'

// Rows that are let go soon cost the collector nothing; a page of so many is printed in a millisecond.
const rowsOfPage = 250

/**
 * The rows of a capture of any length as text, page by page, as packets come: each piece is whole lines with a line break at
 * the end. Unlike {@link formatRows} no row is kept; so columns grow wider from one page to the next where they must, and the
 * inner addresses always have theirs.
 *
 * @param packets of one capture, in its order: times count from the first.
 * @example
 * ```ts
 * const { packets, interfaces } = readCapture(bytes)
 * for (const page of rowPages(packets, { interfaces })) process.stdout.write(page)
 * ```
 */
export function* rowPages(
  packets: Iterable<Packet>,
  options: DecodeOptions & Pick<SummaryContext, 'interfaces'> & FormatRowsOptions = {},
): Generator<string, void> {
  const summarizeNext = createSummarizer(options)
  const pageOf = createRowPager(options)
  let rows: Row[] = []
  let isBegun = false
  for (const packet of packets) {
    rows.push(summarizeNext(packet))
    if (rows.length < rowsOfPage) continue
    yield pageOf(rows)
    rows = []
    isBegun = true
  }
  if (rows.length > 0 || !isBegun) yield pageOf(rows)
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
export function createRowPager(
  options: Pick<SummaryContext, 'interfaces'> & FormatRowsOptions = {},
): (rows: readonly Row[]) => string {
  const hasTap = options.interfaces?.some(({ name }) => name !== undefined) ?? false
  const columns = rowColumns({ hasTap, hasInner: true })
  // What is known before the first packet, so that the heading stands where they will.
  const tap = Math.max(0, ...(options.interfaces ?? []).map(({ name = '' }) => name.length))
  const widths = columns.map(({ title }) => (title === 'Tap' ? tap : title === 'Time' ? '0.000000'.length : 0))
  const progress: TableProgress = { widths, isBegun: false }
  const painted = options.color ? paint : undefined
  return (rows) => {
    if (rows.length === 0 && progress.isBegun) return ''
    return `${formatColumns(columns, rows, painted, progress)}\n`
  }
}
