import { comparePackets } from '../comparison/compare-packets.ts'
import { findEnclosure } from '../flow/encapsulation.ts'
import type { Direction } from '../flow/flow-packet.ts'
import type { HeaderChange, TracedHop, TracedWay } from '../path/trace.ts'
import { orderSightings, type OrderedSighting } from './order-sightings.ts'
import { withoutCopies, type Sighting } from './sighting.ts'
import { peerOf, type TapTopology } from './tap-topology.ts'

/** Where a packet begins and should end, and what is known of the way. */
export interface WayContext {
  readonly topology: TapTopology
  readonly start: string | undefined
  readonly goal: string | undefined
  readonly expected: readonly string[] | undefined
}

/** The hops of one packet, from all that was seen of it. */
export function traceWay(
  direction: Direction,
  sightings: readonly Sighting[],
  { topology, start, goal, expected }: WayContext,
): TracedWay {
  const { hops: ordered, aside } = orderSightings(withoutCopies(sightings), topology, { start, goal })
  const hops = ordered.map(({ sighting, motion }, index): TracedHop => {
    const { tap, place, device, packet, layers } = sighting
    return { tap, place, device, motion, packet, layers, changes: changesBetween(ordered[index - 1], sighting) }
  })
  const last = hops.at(-1)
  const arrived = last !== undefined && last.place === goal
  const lost = arrived ? undefined : lossAt(last, start, topology, expected)
  return {
    direction,
    hops,
    ...(lost && { lost }),
    ...(aside.length > 0 && { aside: [...new Set(aside.map(({ tap }) => tap))] }),
  }
}

function lossAt(
  last: TracedHop | undefined,
  start: string | undefined,
  topology: TapTopology,
  expected: readonly string[] | undefined,
): TracedWay['lost'] {
  const place = last?.place ?? start
  if (place === undefined) return undefined
  const across = last?.motion === 'out' ? peerOf(topology, last.tap) : undefined
  const next = across === undefined ? nextAfter(last?.tap, expected) : { next: across }
  const isBeyond = last !== undefined && next.next === undefined && leaves(last, topology)
  return { ...(last && { lastSeen: last.tap }), ...next, place, ...(isBeyond && { isBeyond }) }
}

// By a frame, and by a device that lies upon no other one of its place.
function leaves({ tap, motion, layers }: TracedHop, { stacks }: TapTopology): boolean {
  return motion === 'out' && layers[0]?.name === 'eth' && !stacks.some(([upper]) => upper === tap)
}

/** The tap that should see a packet after another one; after none, the first. */
export function nextAfter(tap: string | undefined, expected: readonly string[] = []): { readonly next?: string } {
  const index = tap === undefined ? 0 : expected.lastIndexOf(tap) + 1
  const next = tap !== undefined && index === 0 ? undefined : expected[index]
  return next === undefined ? {} : { next }
}

function changesBetween(before: OrderedSighting | undefined, after: Sighting): readonly HeaderChange[] {
  if (before === undefined) return []
  const differences = comparePackets(tunnelled(before.sighting), tunnelled(after))
  return differences.map(({ field, before: was, after: is }) =>
    field === 'encapsulation'
      ? { field: 'header', before: was === 'none' ? '' : String(was), after: is === 'none' ? '' : String(is) }
      : { field: field.replace(/#1$/, ''), before: String(was ?? ''), after: String(is ?? '') },
  )
}

function tunnelled({ layers }: Sighting) {
  return { layers, tunnels: findEnclosure(layers)?.tunnels ?? [] }
}
