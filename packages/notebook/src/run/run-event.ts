import type { RunPlace } from '@underlay/sdk'
import type { MimeBundle } from '../record/run-record.ts'

/** What the child is told, on one line, before it runs the notebook. */
export interface RunOrder {
  /** Of the notebook's file. */
  readonly url: string
  /** Run in its place. */
  readonly script: string
  /** What each cell that throws must throw, by its index. */
  readonly throws: Readonly<Record<number, true | string>>
  /** The cell that needs no marker to begin, when there is one. */
  readonly first?: number
  /** Random: stands on both outputs, between NULs, where a cell begins. */
  readonly boundary: string
}

/** An error as it was thrown. */
export interface ThrownError {
  readonly name: string
  readonly message: string
  readonly stack: string
  /** It has a text of its own for people: where in a library it was thrown helps nobody. */
  readonly typed?: boolean
  readonly cause?: ThrownError
}

/** What the child says of its run, a line each. */
export type RunEvent =
  | { readonly type: 'begin'; readonly cell: number }
  | { readonly type: 'end' }
  | { readonly type: 'write'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | { readonly type: 'display'; readonly data: MimeBundle }
  | { readonly type: 'place'; readonly place: RunPlace }
  | { readonly type: 'error'; readonly error: ThrownError; readonly fatal: boolean }
