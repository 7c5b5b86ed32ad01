import type { LabGraph } from '@underlay/configs'
import type { PathPrediction } from '../path/prediction.ts'
import type { PathTrace, TracedWay } from '../path/trace.ts'
import type { Outcome } from '../verdict/verdict.ts'
import type { RunPlace } from './run-place.ts'

/** A capture file of a report. */
export interface ReportCapture {
  /** The file's name without its ending: `07-cross-subnet`. */
  readonly name: string
  /** One sentence for a reader: what was sent from where to where. */
  readonly title: string
  /** When it began, ISO 8601; absent where the file does not say so. */
  readonly startedAt?: string
  /** UDP ports that carry VXLAN besides 4789. */
  readonly vxlanPorts?: readonly number[]
  /** The whole pcapng: taps and the verdicts' comments are read from it in the page. */
  readonly pcapng: Uint8Array
}

/** A verdict of a report, beside the packets that it judged. */
export interface ReportVerdict {
  readonly outcome: Outcome
  readonly summary: string
  /** All of it, where it did not pass. */
  readonly message?: string
  /** The capture that it judged, by name; absent where it judged none. */
  readonly capture?: string
  /** Taps that it judged. */
  readonly taps?: readonly string[]
  /** The display filter that finds the packets that it judged: `ip.src == 10.98.81.1 && ip.dst == 10.98.193.193`. */
  readonly filter?: string
}

/** The packet of a flow at one interface. */
export interface ReportHop {
  readonly tap: string
  readonly place: string
  readonly device: string
  readonly motion: 'in' | 'out'
  /** Its number in the flow's capture. */
  readonly packet: number
}

/** One direction of a flow, in the order of the topology. */
export interface ReportWay extends Omit<TracedWay, 'hops' | 'aside'> {
  readonly hops: readonly ReportHop[]
}

/** A flow whose ladder the page draws along its path: a trace, with numbers for its packets. */
export interface ReportFlow extends Omit<PathTrace, 'forward' | 'reverse'> {
  /** `same subnet`. */
  readonly title: string
  /** The capture that saw it at every interface of its path, by name. */
  readonly capture: string
  readonly forward: ReportWay
  readonly reverse?: ReportWay
  readonly prediction?: PathPrediction
}

/** What the kernel of a place answers: rows of `ip route show`. */
export interface ReportRoutes {
  readonly place: string
  readonly routes: readonly {
    readonly destination: string
    readonly via?: string
    readonly device?: string
    readonly source?: string
    readonly protocol?: string
  }[]
}

/** All that the report page shows: one lab, once. */
export interface Report extends RunPlace {
  /** ISO 8601. */
  readonly madeAt: string
  readonly graph: LabGraph
  /** The graph drawn: one SVG element whose interfaces are `data-tap`; without it the page lists them. */
  readonly pictureSvg?: string
  readonly captures: readonly ReportCapture[]
  readonly flows: readonly ReportFlow[]
  readonly verdicts: readonly ReportVerdict[]
  readonly routes: readonly ReportRoutes[]
}
