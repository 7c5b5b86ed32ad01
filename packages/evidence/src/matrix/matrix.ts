import type { Encapsulation, ObservedEncapsulation } from '../flow/encapsulation.ts'
import type { Outcome, Verdict } from '../verdict/verdict.ts'

/** What sends and receives in a matrix: a row and a column. */
export interface MatrixEnd {
  /** As the table has it: a node's short name, or a place. */
  readonly name: string
  /** Short name of its node: where a packet is encapsulated, or not. */
  readonly node: string
  readonly address: string
  /** The taps that see what leaves and enters its node: `worker:net0`. */
  readonly taps: readonly string[]
  /** Why nothing is sent to or from it; absent when it takes part. */
  readonly absent?: string
}

/** How packets of one direction should be carried, and why; without `encapsulation` nothing is expected. */
export interface MatrixExpectation {
  readonly encapsulation?: Encapsulation
  readonly reason: string
}

/** What `judgeMatrix` is asked. */
export interface MatrixQuestion {
  readonly ends: readonly MatrixEnd[]
  readonly expected: (from: MatrixEnd, to: MatrixEnd) => MatrixExpectation
  /** Only packets with one of these in their payload count; default all between the ends. */
  readonly marks?: readonly Uint8Array[]
  /** Whether two directions of a pair may be carried differently where that is predicted; default false. */
  readonly allowAsymmetry?: boolean
}

/** One direction of one pair. */
export interface MatrixCell {
  readonly from: string
  readonly to: string
  /**
   * `inconclusive` when no packet of it was seen, packets were lost, nothing is expected, or what left as expected was
   * never seen at the other end's own captured taps.
   */
  readonly outcome: Outcome
  readonly expected?: Encapsulation
  /** `mixed` when its packets differ; absent when none was seen: that is never `none`. */
  readonly actual?: ObservedEncapsulation | 'mixed'
  /** Packets seen, over the taps of both ends. */
  readonly packets: number
  /** Those that are not as expected. */
  readonly offending: number
  /** Whether the other end's node saw one come in. */
  readonly arrived: boolean
  /** The tunnel's addresses. */
  readonly outer?: { readonly src: string; readonly dst: string }
  /** The first packet that is not as expected, in one line. */
  readonly first?: string
  /** Why it should be so; on `inconclusive` why nothing can be said. */
  readonly reason: string
}

/** A pair whose directions are carried differently. */
export interface MatrixAsymmetry {
  readonly between: readonly [string, string]
  /** From the first to the second, and back. */
  readonly actual: readonly [ObservedEncapsulation | 'mixed', ObservedEncapsulation | 'mixed']
  /** Whether the documents ask for it. */
  readonly predicted: boolean
}

/** How all pairs are carried; plain data. */
export interface EncapMatrix extends Verdict {
  /** Names of the rows, which are the columns too. */
  readonly ends: readonly string[]
  /** Both directions of every pair whose ends are on different nodes, row by row. */
  readonly cells: readonly MatrixCell[]
  readonly asymmetric: readonly MatrixAsymmetry[]
}
