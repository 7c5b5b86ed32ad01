import type { RecordedCell } from '../record/run-record.ts'
import { align, type Aligned } from './align.ts'
import { compareOutputs } from './compare-outputs.ts'
import type { Identities } from './identities.ts'
import { placeOf } from './pair-cells.ts'
import type { RunDifference } from './run-difference.ts'

/** What a difference of sources calls for. */
export const staleText = 'it has changed since the run was recorded; underlay render -u records it again'

/** What differs between a cell and its counterpart in another run. */
export function compareCell(
  { recorded, ran }: Aligned<RecordedCell>,
  notebook: string,
  identities: Identities,
): readonly RunDifference[] {
  const cell = ran ?? recorded
  if (cell === undefined) return []
  const place = placeOf(cell, notebook)
  if (recorded === undefined || ran === undefined || recorded.cell_type !== ran.cell_type) {
    return [{ ...place, where: 'the cell', ...stateBoth(recorded, ran) }]
  }
  const source = compareSources(recorded.source, ran.source)
  const differences = source === undefined ? [] : [{ ...place, ...source }]
  if (recorded.cell_type === 'markdown' || ran.cell_type === 'markdown') return differences
  if ((recorded.execution_count === null) !== (ran.execution_count === null)) {
    return [...differences, { ...place, where: 'the cell', ...stateBoth(recorded, ran) }]
  }
  return [
    ...differences,
    ...compareOutputs(recorded.outputs, ran.outputs, identities).map(({ output, where, ...rest }) => ({
      ...place,
      where: `${output}, ${where}`,
      ...rest,
    })),
  ]
}

function stateBoth(
  recorded: RecordedCell | undefined,
  ran: RecordedCell | undefined,
): Pick<RunDifference, 'recorded' | 'ran'> {
  return {
    ...(recorded !== undefined && { recorded: stateOf(recorded) }),
    ...(ran !== undefined && { ran: stateOf(ran) }),
  }
}

function stateOf(cell: RecordedCell): string {
  if (cell.cell_type === 'markdown') return 'prose'
  if (cell.execution_count !== null) return 'run'
  return cell.metadata.underlay.skip === true ? 'skipped' : 'not reached'
}

function compareSources(recorded: string, ran: string): Omit<RunDifference, 'notebook' | 'line'> | undefined {
  if (recorded === ran) return undefined
  const changed = align(recorded.split('\n'), ran.split('\n'), (line) => line).find(
    ({ recorded, ran }) => recorded !== ran,
  )
  return { where: 'its source', ...changed, note: staleText }
}
