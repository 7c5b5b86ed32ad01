import type { Cell } from '../cells/cell.ts'
import type { CellMetadata, CellOutput, RecordedCell } from '../record/run-record.ts'

/** Writes a cell with what it put out; a cell that was not run has no number. */
export function recordCell(
  { kind, id, title, flags, source, firstLine, lastLine }: Cell,
  run?: { readonly count: number; readonly durationMs?: number },
  outputs: readonly CellOutput[] = [],
): RecordedCell {
  const { skip, throws, hide } = flags
  const metadata: CellMetadata = {
    underlay: {
      ...(title === '' ? {} : { title }),
      ...(skip === undefined ? {} : { skip }),
      ...(throws === undefined ? {} : { throws }),
      ...(hide === undefined ? {} : { hide }),
      firstLine,
      lastLine,
      ...(run?.durationMs === undefined ? {} : { durationMs: run.durationMs }),
    },
  }
  if (kind === 'markdown') return { cell_type: 'markdown', id, metadata, source }
  return {
    cell_type: 'code',
    id,
    metadata,
    source,
    execution_count: run?.count ?? null,
    outputs,
  }
}
