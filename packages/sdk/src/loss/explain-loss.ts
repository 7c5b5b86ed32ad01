import type { Cluster } from '../cluster/cluster.ts'
import type { LossCounters } from './counters.ts'
import { lookAtKernel } from './look.ts'
import { lookAtLab } from './look-at-lab.ts'
import { lossCauses } from './loss-causes.ts'
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
 * const [cause = 'nobody says why'] = await explainLoss(cluster, 'gw0', { packet: { from: app.on('control-plane').address, to: app.on('worker2').address } })
 */
export async function explainLoss(
  cluster: Cluster,
  place: string,
  { packet = {}, before }: LossEvidence = {},
): Promise<readonly string[]> {
  const [kernel, lab] = await Promise.all([
    lookAtKernel(cluster.internals, place, packet, cluster.cni?.tunnel?.device),
    lookAtLab(cluster),
  ])
  const own = before?.[place]
  const places = { [place]: kernel, ...lab.places }
  const causes = lossCauses({
    place,
    packet,
    kernel,
    lab: { ...lab, places },
    ...(own !== undefined && { before: own }),
  })
  return causes.map(({ text }) => text)
}
