import type { RunPlace } from '@underlay/sdk'

/** What a value shows of itself, by media type: `text/plain` at least. */
export type MimeBundle = Readonly<Record<string, string | object>>

/** What a cell put out, in nbformat's shape. */
export type CellOutput =
  | { readonly output_type: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | {
      readonly output_type: 'display_data'
      readonly data: MimeBundle
      readonly metadata: Readonly<Record<string, never>>
    }
  | {
      readonly output_type: 'error'
      readonly ename: string
      readonly evalue: string
      /** Lines; the first place of the notebook's own is `examples/05-check-routes.mts:31:7`. */
      readonly traceback: readonly string[]
    }

/** A cell with what it put out. */
export type RecordedCell =
  | { readonly cell_type: 'markdown'; readonly id: string; readonly metadata: CellMetadata; readonly source: string }
  | {
      readonly cell_type: 'code'
      readonly id: string
      readonly metadata: CellMetadata
      readonly source: string
      readonly execution_count: number | null
      readonly outputs: readonly CellOutput[]
    }

/** What is kept of a cell besides nbformat's own. */
export interface CellMetadata {
  readonly underlay: {
    readonly title?: string
    readonly skip?: boolean
    readonly throws?: true | string
    readonly hide?: boolean
    readonly firstLine: number
    readonly lastLine: number
    readonly durationMs?: number
  }
}

/** A run of a notebook with all outputs: an nbformat 4.5 document, kept beside the notebook as `NAME.run.json`. */
export interface RunRecord {
  readonly nbformat: 4
  readonly nbformat_minor: 5
  readonly metadata: {
    readonly language_info: { readonly name: 'typescript'; readonly file_extension: '.mts' }
    readonly underlay: {
      /** Relative to the record. */
      readonly notebook: string
      readonly args: readonly string[]
      /** SHA-256 of the notebook's text, in hex. */
      readonly sourceSha256: string
      /** ISO 8601, UTC. */
      readonly ranAt: string
      readonly outcome: 'pass' | 'fail'
      readonly versions: { readonly underlay: string; readonly node: string }
      /** The last lab that it made or opened; absent where it opened none. */
      readonly place?: RunPlace
    }
  }
  readonly cells: readonly RecordedCell[]
}
