import type { ExportFormat } from './export-record.ts'

/** What is done with each notebook. */
export interface RenderOptions {
  /** Compare with the record, and keep it. */
  readonly check: boolean
  /** With `check`: write the record where it differs. */
  readonly update: boolean
  readonly to: ExportFormat | undefined
  readonly output: string | undefined
  /** The scripts' own arguments; default those of the record when it is compared, else none. */
  readonly args: readonly string[] | undefined
  readonly signal: AbortSignal
}
