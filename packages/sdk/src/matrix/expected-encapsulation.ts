import {
  predictPath,
  PredictionError,
  type MatrixExpectation,
  type PathLab,
  type PredictedWay,
} from '@underlay/evidence'
import type { IpFamily } from '@underlay/configs'
import { expectedByRule } from './expected-by-rule.ts'
import type { LabMatrixEnd } from './matrix-ends.ts'

/** How the documents say that one end's packets to another are carried; nothing where they do not say it. */
export function expectedEncapsulation(
  lab: PathLab,
  {
    from,
    to,
    family,
  }: { readonly from: LabMatrixEnd; readonly to: LabMatrixEnd; readonly family?: IpFamily | undefined },
): MatrixExpectation {
  if (!from.endpoint || !to.endpoint) return { reason: from.absent ?? to.absent ?? 'there is no pod' }
  // Of a cluster that the SDK did not make no document says how nodes are joined: its CNI's own rule decides.
  if (!lab.fabric && Object.keys(lab.dockerAddresses ?? {}).length === 0) return expectedByRule(lab, from, to)
  try {
    const options = family === undefined ? {} : { family }
    const traffic = { protocol: 'icmp' } as const
    const [path] = predictPath(lab, from.endpoint.place, to.endpoint.place, traffic, options).paths
    return path === undefined ? { reason: 'no path is predicted' } : readWay(path.forward)
  } catch (error) {
    if (error instanceof PredictionError) return { reason: error.message }
    throw error
  }
}

function readWay({ hops, encapsulation, reason, lost }: PredictedWay): MatrixExpectation {
  const isDecided = hops.some(({ decisions }) => decisions.some(({ kind }) => kind === 'encapsulation'))
  // What is lost before its node has decided has no encapsulation.
  if (lost !== undefined && !isDecided) return { reason: `it is lost at ${lost.at}: ${lost.reason}` }
  return { encapsulation, reason }
}
