import type { Cell } from '../cells/cell.ts'
import type { CellMetadata, RecordedCell } from '../record/run-record.ts'
import type { CellOutputs } from './collect-outputs.ts'

/** Writes a cell with what it put out; without a run it has no number and no outputs. */
export function recordCell(
  { kind, id, title, flags, source, firstLine, lastLine }: Cell,
  run?: { readonly outputs: CellOutputs; readonly count: number; readonly durationMs?: number },
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
    outputs: run?.outputs.done() ?? [],
  }
}
