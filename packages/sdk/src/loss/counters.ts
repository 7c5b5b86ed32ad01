import type { Cluster } from '../cluster/cluster.ts'
import { firewallRules } from './firewall-rule.ts'
import { lookAtKernel } from './look.ts'
import type { PlaceKernel } from './place-kernel.ts'

/** What kernels counted of packets that they dropped, by place and name: `TcpExtIPReversePathFilter`. */
export type LossCounters = Readonly<Record<string, Readonly<Record<string, number>>>>

/**
 * What the kernels of places have counted up to now: take it before the traffic, and {@link explainLoss} can say what rose.
 *
 * @throws UnknownNameError when there is no such place.
 * @example
 * const before = await lossCounters(cluster, ['control-plane', 'gw0'])
 * await ping(from, to)
 * const causes = await explainLoss(cluster, 'gw0', { before })
 */
export async function lossCounters(cluster: Cluster, places: readonly string[]): Promise<LossCounters> {
  const counted = places.map(async (place): Promise<[string, Record<string, number>]> => {
    return [place, countersOf(await lookAtKernel(cluster.internals, place))]
  })
  return Object.fromEntries(await Promise.all(counted))
}

/** All counters of a place: the kernel's own, those of rules that drop, and of queues. */
function countersOf({ counters, ruleset, queues }: PlaceKernel): Record<string, number> {
  return {
    ...counters,
    ...Object.fromEntries(
      firewallRules(ruleset).flatMap(({ key, packets }) => (packets === undefined ? [] : [[key, packets]])),
    ),
    ...Object.fromEntries(queues.map(({ device, kind, drops }) => [queueKey(device, kind), drops])),
  }
}

/** The name of a queue's counter. */
export function queueKey(device: string, kind: string): string {
  return `queue ${device} ${kind}`
}
