import type { PathTrace, TracedHop, TracedWay } from '@underlay/evidence'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import type { LossCounters } from './counters.ts'
import { outside } from '../fabric/outside.ts'
import { causesAt } from './explain-loss.ts'
import { lookAtLab } from './look-at-lab.ts'
import type { LossCause } from './loss-facts.ts'
import { lostPacket, type LostPacket } from './lost-packet.ts'
import { isCertain, orderCauses } from './order-causes.ts'

/** What is known besides a trace. */
export interface TraceEvidence {
  /** Counters of the places of the way, taken before the packet was sent. */
  readonly before?: LossCounters
  /** Who sent it to whom, for a packet that no tap has seen. */
  readonly ends?: { readonly from: Endpoint; readonly to: Endpoint }
}

/**
 * Explains what became of a traced packet: why it was lost where it was, and what certainly is wrong at the places that it came
 * by before, in the order of its way; a packet that went astray was sent there by an earlier one.
 *
 * @returns causes in words, each beginning with its place. Of a packet that was answered it is what is out of order on the way:
 *   neighbours with another hardware address, rules that rewrite it.
 * @example
 * const trace = await tracePath(cluster, from, to)
 * for (const cause of await explainTrace(cluster, trace)) echo(cause)
 */
export async function explainTrace(
  cluster: Cluster,
  { forward, reverse }: Pick<PathTrace, 'forward' | 'reverse'>,
  { before, ends }: TraceEvidence = {},
): Promise<readonly string[]> {
  const way = [forward, reverse].find((one) => one?.lost !== undefined) ?? forward
  const sent = ends === undefined ? {} : { from: ends.from.address, to: ends.to.address }
  const lab = lookAtLab(cluster)
  const at = (place: string, packet: LostPacket): Promise<readonly LossCause[]> =>
    causesAt(cluster, place, { packet, ...(before !== undefined && { before }) }, lab)
  const passed = passedBy(way).map(async ({ place, packet }) => {
    const causes = await at(place, packet)
    return causes.filter((cause) => isOfPlace(cause, place) && (isCertain(cause) || cause.rewrites !== undefined))
  })
  // Of an answer that nobody saw only the request is known.
  const request = way.lost === undefined ? undefined : lastSeen({ ...forward, lost: way.lost })
  const seen = lastSeen(way) ?? request ?? sent
  const lost = way.lost === undefined ? [] : await at(way.lost.place, seen)
  return orderCauses((await Promise.all(passed)).flat(), lost, seen)
}

/** The packet of a way as it was seen last, with the device by which it came into the place where it was lost. */
export function lastSeen({ hops, lost }: TracedWay): LostPacket | undefined {
  const last = hops.at(-1)
  if (last === undefined) return undefined
  const next = lost?.next?.startsWith(`${lost.place}:`) ? lost.next.slice(lost.place.length + 1) : undefined
  const device = cameBy(hops, last, lost?.place) ?? (last.place === lost?.place ? undefined : next)
  const { frameTo, ...packet } = lostPacket(last.layers, device)
  // A frame that is leaving the place is for the next one.
  return last.place === lost?.place && last.motion === 'out'
    ? packet
    : { ...packet, ...(frameTo !== undefined && { frameTo }) }
}

// Who sends a packet, or the tunnel's packet around it, has no device that it came in by.
function cameBy(hops: readonly TracedHop[], last: TracedHop, place: string | undefined): string | undefined {
  const came = hops.findLast((hop) => hop.place === place && hop.motion === 'in')
  return came !== undefined && isTunnelled(last) && !isTunnelled(came) ? undefined : came?.device
}

/** The lab's places before the one where a packet was lost, each with the packet as it came in. */
function passedBy({ hops, lost }: TracedWay): readonly { readonly place: string; readonly packet: LostPacket }[] {
  const first = new Map<string, TracedHop>()
  for (const [index, hop] of hops.entries()) {
    const known = first.get(hop.place)
    const isBefore = hop.place !== lost?.place && hop.place !== outside
    // What a port of a bridge took comes in by the bridge.
    const isFurtherIn = known !== undefined && known === hops[index - 1] && isIn(known, hop)
    if (isBefore && (known === undefined || isFurtherIn)) first.set(hop.place, hop)
  }
  return [...first.values()].map(({ place, device, motion, layers }) => ({
    place,
    packet: lostPacket(layers, motion === 'in' ? device : undefined),
  }))
}

function isIn(one: TracedHop, other: TracedHop): boolean {
  return one.motion === 'in' && other.motion === 'in' && isTunnelled(one) === isTunnelled(other)
}

function isTunnelled({ layers }: TracedHop): boolean {
  return lostPacket(layers).outer !== undefined
}

function isOfPlace({ text }: LossCause, place: string): boolean {
  return text.startsWith(`${place}: `)
}
