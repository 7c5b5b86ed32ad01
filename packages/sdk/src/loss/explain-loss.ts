import type { Cluster } from '../cluster/cluster.ts'
import type { LossCounters } from './counters.ts'
import { lookAtKernel } from './look.ts'
import { lookAtLab } from './look-at-lab.ts'
import { lossCauses } from './loss-causes.ts'
import type { LabView, LossCause } from './loss-facts.ts'
import type { LostPacket } from './lost-packet.ts'

/** What is known of a loss. */
export interface LossEvidence {
  /** The packet, see {@link lostPacket}; the more is known of it, the more certain is the answer. */
  readonly packet?: LostPacket
  /** What was counted before the traffic, see {@link lossCounters}: then only what rose counts. */
  readonly before?: LossCounters
}

/**
 * Explains why a packet was lost at a place, from what the kernels of the lab say: rules that drop, reverse path filters,
 * routes, neighbours, forwarding entries, devices that are down, MTUs, addresses that are there twice, queues.
 *
 * @param place where it was seen last, or should have been seen next: `gw0`, `worker2`, `pod/app-worker2`, `br-pool0`.
 * @returns causes in words, the most certain first, each beginning with its place; none where the kernels say nothing.
 * @throws UnknownNameError when there is no such place.
 * @example
 * const flow = { from: app.on('control-plane').address, to: app.on('worker2').address }
 * const [cause = 'the kernels say nothing'] = await explainLoss(cluster, 'gw0', { packet: flow })
 */
export async function explainLoss(
  cluster: Cluster,
  place: string,
  evidence: LossEvidence = {},
): Promise<readonly string[]> {
  return (await causesAt(cluster, place, evidence)).map(({ text }) => text)
}

/** The same, with how certain each is. */
export async function causesAt(
  cluster: Cluster,
  place: string,
  { packet = {}, before }: LossEvidence,
  looked: Promise<LabView> = lookAtLab(cluster),
): Promise<readonly LossCause[]> {
  const { internals, cni } = cluster
  const [kernel, lab] = await Promise.all([lookAtKernel(internals, place, packet, cni?.tunnel?.device), looked])
  const own = before?.[place]
  const places = { [place]: kernel, ...lab.places }
  return lossCauses({ place, packet, kernel, lab: { ...lab, places }, ...(own !== undefined && { before: own }) })
}
