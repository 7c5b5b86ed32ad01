import {
  judgeEncap,
  requirePass,
  type Encapsulation,
  type EncapQuestion,
  type EncapVerdict,
  type TappedCapture,
  type Verdict,
} from '@underlay/evidence'
import type { MatcherState } from 'vitest'
import type { Capture } from '../capture/capture.ts'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { assertEncapMatrix, type EncapMatrixOptions } from '../matrix/encap-matrix.ts'
import { assertMtu } from '../reach/assert-mtu.ts'
import { assertReachable, type ReachOptions } from '../reach/assert-reachable.ts'
import { assertPath } from '../trace/assert-path.ts'
import type { TraceOptions } from '../trace/trace-path.ts'
import { assertEncap, type LabEncapQuestion } from '../verdict/assert-encap.ts'
import { assertRoute, type RouteAssertion } from '../verdict/assert-route.ts'
import type { DistributiveOmit } from './lab-matchers.ts'
import { failed, passed, type MatcherResult } from './result.ts'

/** The matchers' functions; their types, as a test sees them, are in `LabMatchers`. */
export const matchers = {
  toBeEncapsulated(
    capture: Capture | TappedCapture,
    expect: Encapsulation,
    question: Omit<LabEncapQuestion, 'expect'> | Omit<EncapQuestion, 'expect'>,
  ): MatcherResult {
    try {
      return passed(assertCarried(capture, { ...question, expect }))
    } catch (error) {
      return failed(error)
    }
  },
  async toReach(
    this: MatcherState,
    from: Endpoint,
    to: Endpoint,
    options?: DistributiveOmit<ReachOptions, 'expect'>,
  ): Promise<MatcherResult> {
    if (!this.isNot) return settled(assertReachable(from.cluster, from, to, options))
    // Who sends nothing reaches nobody, and shows nothing: that rule is the assertion's.
    const result = await settled(assertReachable(from.cluster, from, to, { ...options, expect: 'unreachable' }))
    return { ...result, pass: !result.pass }
  },
  toTakePredictedPath: (from: Endpoint, to: Endpoint | string, options?: TraceOptions) =>
    settled(assertPath(from.cluster, from, to, options)),
  toCarryMtu: (from: Endpoint, to: Endpoint, options?: Parameters<typeof assertMtu>[3]) =>
    settled(assertMtu(from.cluster, from, to, options)),
  toRoute: (
    place: Endpoint,
    to: RouteAssertion['to'],
    expect: RouteAssertion['expect'],
    options?: Pick<RouteAssertion, 'forwarded'>,
  ) => settled(assertRoute(place.cluster, place, { ...options, to, expect })),
  toEncapsulateAsPredicted: (cluster: Cluster, options?: EncapMatrixOptions) =>
    settled(assertEncapMatrix(cluster, options)),
}

// What a file's capture shows is judged without a lab.
function assertCarried(capture: Capture | TappedCapture, question: LabEncapQuestion | EncapQuestion): EncapVerdict {
  if ('cluster' in capture) return assertEncap(capture, question)
  return requirePass(judgeEncap(capture, question as EncapQuestion))
}

async function settled(assertion: Promise<Verdict>): Promise<MatcherResult> {
  return await assertion.then(passed, failed)
}
