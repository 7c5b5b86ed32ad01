import type { Encapsulation, ObservedEncapsulation } from '../flow/encapsulation.ts'
import type { Direction, FlowPacket } from '../flow/flow-packet.ts'

/** `inconclusive` is neither: there is no evidence for the one or the other. */
export type Outcome = 'pass' | 'fail' | 'inconclusive'

/** What every judgement has; an assertion returns it on a pass, and its error carries it otherwise. */
export interface Verdict {
  readonly outcome: Outcome
  /** One line. */
  readonly summary: string
  /** All there is to say: on a failure what was expected and seen side by side, why, and the next thing to do. */
  readonly message: string
  readonly expected?: unknown
  readonly actual?: unknown
}

/** What one tap saw of the flow in one direction. */
export interface DirectionFinding {
  readonly direction: Direction
  /** Packets of the flow. */
  readonly packets: number
  /** Those that are not as expected. */
  readonly offending: number
  readonly firstOffending?: FlowPacket
  readonly first?: FlowPacket
}

/** What one tap says. */
export interface TapFinding {
  readonly tap: string
  readonly outcome: Outcome
  /** Packets of all flows at this tap. */
  readonly packetsSeen: number
  /** Packets of the flow that were judged. */
  readonly packets: number
  readonly dropped: number
  /** `mixed` when its packets differ; absent when it saw none. */
  readonly actual?: ObservedEncapsulation | 'mixed'
  readonly forward: DirectionFinding
  readonly reverse: DirectionFinding
  /** Why there is no evidence, or what is wrong; absent on a pass. */
  readonly reason?: string
}

/** The judgement over a question's taps. */
export interface EncapVerdict extends Verdict {
  readonly expected: Encapsulation
  /** `mixed` when packets or taps differ; absent when nothing was seen. */
  readonly actual?: ObservedEncapsulation | 'mixed'
  readonly from: string
  readonly to: string
  /** The taps that were judged, in the capture's order. */
  readonly taps: readonly TapFinding[]
  /** Packets of the flow that were judged, over all taps. */
  readonly packets: number
  /** Packets from `from` to `to`, over all taps. */
  readonly requests: number
  /** Packets from `to` to `from`, over all taps; 0 takes nothing from the verdict, but says that nobody answered. */
  readonly replies: number
  /** One line: `control-plane:net0  ipip  10.1.5.10 → 10.1.8.10 | 10.98.81.4 → 10.98.193.193  20 packets`. */
  readonly summary: string
}
