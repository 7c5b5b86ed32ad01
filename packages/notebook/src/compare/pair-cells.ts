import type { RecordedCell } from '../record/run-record.ts'
import { align, type Aligned } from './align.ts'
import type { RunDifference } from './run-difference.ts'

/** The cells of two runs side by side, by their ids, in the order of the second; what it lacks stands last. */
export function pairCells(
  recorded: readonly RecordedCell[],
  ran: readonly RecordedCell[],
): readonly Aligned<RecordedCell>[] {
  const byId = new Map(recorded.map((cell) => [cell.id, cell]))
  const ids = new Set(ran.map(({ id }) => id))
  return [
    ...ran.map((cell) => {
      const counterpart = byId.get(cell.id)
      return { ran: cell, ...(counterpart !== undefined && { recorded: counterpart }) }
    }),
    ...recorded.filter(({ id }) => !ids.has(id)).map((cell) => ({ recorded: cell })),
  ]
}

/** The cells that both runs have, but at another place among them. */
export function orderChanges(
  recorded: readonly RecordedCell[],
  ran: readonly RecordedCell[],
  notebook: string,
): readonly RunDifference[] {
  const [ones, others] = [recorded, ran].map((cells) => new Set(cells.map(({ id }) => id))) as [
    Set<string>,
    Set<string>,
  ]
  const [before, after] = [recorded.filter(({ id }) => others.has(id)), ran.filter(({ id }) => ones.has(id))]
  const inPlace = new Set(
    align(before, after, ({ id }) => id).flatMap(({ recorded, ran }) => (recorded?.id === ran?.id ? [ran?.id] : [])),
  )
  return after
    .filter(({ id }) => !inPlace.has(id))
    .map((cell) => ({
      ...placeOf(cell, notebook),
      where: 'its place',
      recorded: followed(before, cell.id),
      ran: followed(after, cell.id),
    }))
}

/** Where a cell is, for a difference. */
export function placeOf(cell: RecordedCell, notebook: string): Pick<RunDifference, 'notebook' | 'line' | 'cell'> {
  const { title = '', firstLine } = cell.metadata.underlay
  return { notebook, line: firstLine, cell: { id: cell.id, title } }
}

function followed(cells: readonly RecordedCell[], id: string): string {
  const before = cells[cells.findIndex((cell) => cell.id === id) - 1]
  return before === undefined ? 'first' : `after ${before.metadata.underlay.title ?? before.id}`
}
