export type { Cell, CellFlags, Notebook } from './cells/cell.ts'
export type { CellMetadata, CellOutput, MimeBundle, RecordedCell, RunPlace, RunRecord } from './record/run-record.ts'
