import {
  PredictionError,
  tracePath,
  verifyPath,
  type Cluster,
  type Endpoint,
  type LabTrace,
  type Outcome,
  type PathComparison,
  type TraceOptions,
} from '@underlay/sdk'
import { isTooLarge, judgeTooLarge } from './judge-too-large.ts'

/** A packet that was followed, with the verdict about it. */
export interface Followed {
  readonly outcome: Outcome
  /** What there is to say of it, in lines. */
  readonly message: string
  readonly trace: LabTrace
  /** Absent where no document says what should happen, or not of a packet of this size. */
  readonly comparison?: PathComparison
}

interface Ends {
  readonly from: Endpoint
  readonly to: Endpoint | string
}

/** Follows a packet, and holds it against the prediction where there is one. */
export async function followPacket(cluster: Cluster, { from, to }: Ends, options: TraceOptions): Promise<Followed> {
  const { packetBytes } = options
  try {
    const { trace, ...comparison } = await verifyPath(cluster, from, to, options)
    const { prediction } = trace
    // A prediction is of a packet that fits; that a kernel's route is wrong is so whatever its size.
    if (packetBytes !== undefined && prediction && comparison.disagreement?.layer !== 'route') {
      if (isTooLarge(prediction, packetBytes)) return { ...judgeTooLarge(trace, prediction, packetBytes), trace }
    }
    return { outcome: comparison.outcome, message: comparison.message, trace, comparison }
  } catch (error) {
    if (!(error instanceof PredictionError)) throw error
    const trace = await tracePath(cluster, from, to, options)
    return { ...judgeAlone(trace, error.message.split('\n')[0] ?? ''), trace }
  }
}

/** Without a prediction: who is answered was reached. */
function judgeAlone(trace: LabTrace, why: string): Pick<Followed, 'outcome' | 'message'> {
  const outcome = ({ answered: 'pass', lost: 'fail', inconclusive: 'inconclusive' } as const)[trace.outcome]
  const causes = trace.causes.map((cause) => `cause: ${cause}`)
  return { outcome, message: [`it is ${trace.outcome}; nothing is predicted: ${why}`, ...causes].join('\n  ') }
}
