import type { PathTrace } from '@underlay/evidence'
import type { Cluster } from '../cluster/cluster.ts'
import type { LossCounters } from '../loss/counters.ts'
import { explainLoss } from '../loss/explain-loss.ts'
import { lostPacket } from '../loss/lost-packet.ts'

/** Why the packet of a trace was lost, as the kernel of the place says where it was. */
export async function causesOf(cluster: Cluster, trace: PathTrace, before: LossCounters): Promise<readonly string[]> {
  const way = trace.reverse ?? trace.forward
  const { lost, hops } = way
  if (lost === undefined) return []
  // Of an answer that nobody gave only the request is known.
  const seen = hops.length > 0 ? hops : trace.forward.hops
  const last = seen.at(-1)
  const entry = seen.findLast(({ place, motion }) => place === lost.place && motion === 'in')
  const packet = last && lostPacket(last.layers, entry?.device)
  return explainLoss(cluster, lost.place, { before, ...(packet && { packet }) })
}
