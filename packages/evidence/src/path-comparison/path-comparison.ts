import type { Direction } from '../flow/flow-packet.ts'
import type { PredictedPath } from '../path/prediction.ts'
import type { Verdict } from '../verdict/verdict.ts'

/** Where prediction, kernel and wire part: the first hop, and what first differs there. */
export interface PathDisagreement {
  /**
   * `route`: the kernel's routes are not the predicted ones. `packet`: they are, and the wire shows something else.
   * `prediction`: packet and routes go on where the prediction ends, or by an endpoint that it does not have.
   */
  readonly layer: 'prediction' | 'route' | 'packet'
  readonly direction: Direction
  readonly place: string
  readonly tap: string
  readonly expected: string
  readonly actual: string
  /** Why the prediction says so, and how the actual side was found. */
  readonly notes: readonly string[]
}

/** One hop in three views, for a table. */
export interface PathComparisonRow {
  readonly way: 'there' | 'back'
  readonly tap: string
  readonly predicted: string
  /** What the kernel says that sends it out here; `-` where none is asked. */
  readonly kernel: string
  /** What the tap saw; `not captured` where there was no tap. */
  readonly wire: string
  readonly agrees: '✓' | '✗' | ''
}

/** Prediction, kernel and wire held against one another. */
export interface PathComparison extends Verdict {
  /** The possible path that the packet took, or came nearest to. */
  readonly path: PredictedPath
  readonly disagreement?: PathDisagreement
  readonly rows: readonly PathComparisonRow[]
}
