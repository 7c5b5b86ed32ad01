import type { LabGraph } from '@underlay/configs'
import type { PathPrediction } from '../path/prediction.ts'
import type { Outcome } from '../verdict/verdict.ts'

/** A capture file of a report. */
export interface ReportCapture {
  /** The file's name without its ending: `07-cross-subnet`. */
  readonly name: string
  /** One sentence for a reader: what was sent from where to where. */
  readonly title: string
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

/** A flow whose ladder the page draws along its path. */
export interface ReportFlow {
  /** `same subnet`. */
  readonly title: string
  /** Places. */
  readonly from: string
  readonly to: string
  /** The capture that saw it at every interface of its path, by name. */
  readonly capture: string
  /** The same packet at each tap, in the order of the topology: packet numbers of the capture. */
  readonly hops: readonly { readonly tap: string; readonly packet: number; readonly direction: 'forward' | 'reverse' }[]
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
export interface Report {
  readonly lab: string
  /** ISO 8601. */
  readonly madeAt: string
  readonly engine: string
  /** Where the lab ran: `local`, `microvm`, `docker`. */
  readonly host: string
  readonly kernel: string
  /** `modelled calico`. */
  readonly cni: string
  readonly graph: LabGraph
  readonly captures: readonly ReportCapture[]
  readonly flows: readonly ReportFlow[]
  readonly verdicts: readonly ReportVerdict[]
  readonly routes: readonly ReportRoutes[]
}
