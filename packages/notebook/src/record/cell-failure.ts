import { isExpected } from '../run/expected-error.ts'
import type { RecordedCell } from './run-record.ts'

/**
 * Why a recorded cell is no pass, or undefined when it is one; prose and skipped cells are.
 *
 * @example
 * ```ts
 * const failed = record.cells.filter((cell) => cellFailure(cell) !== undefined)
 * ```
 */
export function cellFailure(cell: RecordedCell): string | undefined {
  if (cell.cell_type === 'markdown' || cell.metadata.underlay.skip === true) return undefined
  if (cell.execution_count === null) return 'did not run: the notebook ended before'
  const { throws } = cell.metadata.underlay
  const errors = cell.outputs.filter((output) => output.output_type === 'error')
  const failure = errors.find(({ ename, evalue }) => !isExpected(throws, { name: ename, message: evalue }))
  if (failure === undefined) {
    return throws !== undefined && errors.length === 0 ? 'should have ended with an error, and did not' : undefined
  }
  const wanted = typeof throws === 'string' ? ` (an error with ${JSON.stringify(throws)} was expected)` : ''
  return `${failure.ename}: ${failure.evalue}${wanted}`
}
