import type { Encapsulation, EncapQuestion, TappedCapture } from '@underlay/evidence'
import type { Capture } from '../capture/capture.ts'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import type { EncapMatrixOptions } from '../matrix/encap-matrix.ts'
import type { assertMtu } from '../reach/assert-mtu.ts'
import type { ReachOptions } from '../reach/assert-reachable.ts'
import type { TraceOptions } from '../trace/trace-path.ts'
import type { LabEncapQuestion } from '../verdict/assert-encap.ts'
import type { RouteAssertion } from '../verdict/assert-route.ts'

/** What a capture is asked: of a lab's, endpoints will do; of a file's, addresses are needed. */
export type CarriedQuestion<T> = T extends Capture
  ? Omit<LabEncapQuestion, 'expect'>
  : T extends TappedCapture
    ? Omit<EncapQuestion, 'expect'>
    : never

/** A matcher for values of one type; nothing to call for others. */
type MatcherOf<T, Subject, Matcher> = unknown extends T ? Matcher : T extends Subject ? Matcher : never

/** `Omit` that leaves a union one. */
export type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never

/**
 * The matchers that `import '@underlay/sdk/vitest'` adds to vitest's `expect`, each beside the assertion that it asks.
 *
 * Without evidence they throw InconclusiveError, with `.not` too: what was not seen is neither so nor not so.
 *
 * @see https://vitest.dev/guide/extending-matchers
 */
export interface LabMatchers<R, T> {
  /**
   * How a capture shows a flow to be carried, both directions: as `assertEncap`.
   *
   * @throws InconclusiveError when a tap did not see the flow, or lost packets.
   * @example
   * expect(cap).toBeEncapsulated('ipip', { at: 'control-plane:net0', from: app.on('control-plane'), to: app.on('worker2') })
   */
  toBeEncapsulated: (kind: Encapsulation, question: CarriedQuestion<T>) => R
  /**
   * That an endpoint gets an answer from another: as `assertReachable`; `.not` is its `expect: 'unreachable'`.
   *
   * @throws InconclusiveError when taps lost packets or saw nothing; with `.not` also when the packet could not be sent, or
   *   a datagram of UDP was delivered to somebody who says nothing.
   * @example
   * await expect(app.on('worker')).toReach(app.on('worker2'), { protocol: 'tcp', port: 80 })
   */
  toReach: MatcherOf<T, Endpoint, (to: Endpoint, options?: DistributiveOmit<ReachOptions, 'expect'>) => Promise<void>>
  /**
   * That a packet goes as the lab's documents say, in routes and on the wire: as `assertPath`.
   *
   * @throws InconclusiveError when a tap dropped packets or saw nothing.
   * @throws PredictionError when the documents do not say what happens.
   * @example
   * await expect(app.on('worker')).toTakePredictedPath(app.on('worker2'))
   */
  toTakePredictedPath: MatcherOf<T, Endpoint, (to: Endpoint | string, options?: TraceOptions) => Promise<void>>
  /**
   * The largest packet that passes in one piece, both ways: as `assertMtu`.
   *
   * @throws InconclusiveError when no size passes.
   * @throws PredictionError when the documents do not say, and `expect` is not given.
   * @example
   * await expect(app.on('worker')).toCarryMtu(app.on('worker2'), { expect: 1450 })
   */
  toCarryMtu: MatcherOf<T, Endpoint, (to: Endpoint, options?: Parameters<typeof assertMtu>[3]) => Promise<void>>
  /**
   * Where the kernel of a place sends a packet: as `assertRoute`.
   *
   * @example
   * await expect(cluster.node('worker')).toRoute(app.on('worker2'), { device: 'vxlan.calico' })
   */
  toRoute: MatcherOf<
    T,
    Endpoint,
    (
      to: RouteAssertion['to'],
      expected: RouteAssertion['expect'],
      options?: Pick<RouteAssertion, 'forwarded'>,
    ) => Promise<void>
  >
  /**
   * That everything between all nodes is carried as the lab's documents say: as `assertEncapMatrix`.
   *
   * @throws InconclusiveError when a pair was not seen, or packets were lost.
   * @example
   * await expect(cluster).toEncapsulateAsPredicted()
   */
  toEncapsulateAsPredicted: MatcherOf<T, Cluster, (options?: EncapMatrixOptions) => Promise<void>>
}
