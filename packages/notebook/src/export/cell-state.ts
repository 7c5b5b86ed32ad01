import type { RecordedCell } from '../record/run-record.ts'

/** Why a cell of code has no outputs to show, in a sentence; absent where it was run. */
export function unrunReason(cell: Extract<RecordedCell, { cell_type: 'code' }>): string | undefined {
  if (cell.execution_count !== null) return undefined
  return cell.metadata.underlay.skip === true
    ? 'This cell is skipped.'
    : 'This cell did not run: the notebook ended before.'
}

/** The heading below which a title stands: one level below the last one in the prose before it. */
export function titleLevel(before: readonly RecordedCell[]): number {
  const headings = before.flatMap((cell) =>
    cell.cell_type === 'markdown'
      ? [...cell.source.matchAll(/^(#{1,6}) /gm)].map(([, signs = '']) => signs.length)
      : [],
  )
  return Math.min(6, (headings.at(-1) ?? 1) + 1)
}
