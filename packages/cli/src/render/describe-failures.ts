import { cellFailure, type RunRecord } from '@underlay/notebook'

/**
 * What failed in a run, for people: each failed cell with its error, then how many did not run.
 *
 * @returns empty when all passed
 */
export function describeFailures({ metadata, cells }: RunRecord): string {
  const lines: string[] = []
  let missing = 0
  for (const cell of cells) {
    const failure = cellFailure(cell)
    if (failure === undefined || cell.cell_type === 'markdown') continue
    if (cell.execution_count === null) {
      missing++
      continue
    }
    const { title, firstLine } = cell.metadata.underlay
    lines.push(`${metadata.underlay.notebook}:${firstLine} ${title ?? cell.id}: ${failure}`)
    const last = cell.outputs.findLast((output) => output.output_type === 'error')
    lines.push(...(last?.traceback ?? []).filter((line) => line.startsWith('    at ')))
  }
  if (missing > 0) lines.push(`${missing} ${missing === 1 ? 'cell' : 'cells'} did not run`)
  return lines.map((line) => `${line}\n`).join('')
}
