import type { IpFamily } from '@underlay/configs'
import type { Outcome, PathDisagreement, RunPlace, Verdict } from '@underlay/evidence'

/**
 * What is verified, from what a user notices down to what the CNI recorded:
 *
 * - `reach`: an echo from one end to the other is answered.
 * - `path`: prediction, kernels and wire agree at every hop, there and back.
 * - `encapsulation`: what the underlay carries is as the documents or the CNI's rule say, and alike in both directions.
 * - `route`: the kernels of all places on the way send the packet as predicted; without documents the sender's node does.
 * - `mtu`: with "don't fragment" the largest size passes, and one byte more does not.
 * - `bgp`: every session of nodes and gateways is established.
 * - `addresses`: the CNI recorded for each node the address and mask that the documents declare, and that its kernel has.
 */
export type VerifyLayer = 'reach' | 'path' | 'encapsulation' | 'route' | 'mtu' | 'bgp' | 'addresses'

/** All layers, in the order in which they are told. */
export const verifyLayers: readonly VerifyLayer[] = [
  'addresses',
  'bgp',
  'route',
  'encapsulation',
  'path',
  'reach',
  'mtu',
]

/** What one layer says of one direction of a pair, or of one node. */
export interface LayerFinding extends Verdict {
  readonly layer: VerifyLayer
  /** A place: `pod/app-worker`, `worker`. */
  readonly from: string
  /** A place, or of a session the neighbour's address; absent where it is about one node. */
  readonly to?: string
  /** Of the packet, where it is IPv6. */
  readonly family?: IpFamily
  /** Where prediction, route and wire part first, if they do. */
  readonly at?: Pick<PathDisagreement, 'layer' | 'tap' | 'direction'>
}

/** A layer that a lab has not: it is neither pass nor fail. */
export interface AbsentLayer {
  readonly layer: VerifyLayer
  readonly reason: string
}

/** The evidence of a whole lab. */
export interface LabVerification extends Verdict, RunPlace {
  /** When it began, ISO 8601. */
  readonly startedAt: string
  readonly durationMs: number
  /** Layer by layer, in the order of {@link verifyLayers}. */
  readonly findings: readonly LayerFinding[]
  readonly absent: readonly AbsentLayer[]
  /** What was left out, and why. */
  readonly notes: readonly string[]
  /** Why the first failures are, as far as the kernels of the lab say; in words, each beginning with its place. */
  readonly causes: readonly string[]
  /** The capture that they were judged by; absent when none was needed. */
  readonly file?: string
}

/** How many findings have each outcome. */
export function countOutcomes(findings: readonly Verdict[]): Readonly<Record<Outcome, number>> {
  const of = (wanted: Outcome): number => findings.filter(({ outcome }) => outcome === wanted).length
  return { pass: of('pass'), fail: of('fail'), inconclusive: of('inconclusive') }
}
