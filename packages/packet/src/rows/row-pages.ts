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
  const hasTap = options.interfaces?.some(({ name }) => name !== undefined) ?? false
  const columns = rowColumns({ hasTap, hasInner: true })
  const progress: TableProgress = { widths: [], isBegun: false }
  const painted = options.color ? paint : undefined
  let rows: Row[] = []
  for (const packet of packets) {
    rows.push(summarizeNext(packet))
    if (rows.length < rowsOfPage) continue
    yield `${formatColumns(columns, rows, painted, progress)}\n`
    rows = []
  }
  if (rows.length > 0 || !progress.isBegun) yield `${formatColumns(columns, rows, painted, progress)}\n`
}
