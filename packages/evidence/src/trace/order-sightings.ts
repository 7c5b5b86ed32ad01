import { byTime, entering, leaving, wrapping } from './compare-sightings.ts'
import { goesOn, isAtPort, isBefore, isBelow, isForwarded, isPassedOn, type Surroundings } from './relate-sightings.ts'
import { innerTtl, outerTtl, type Sighting } from './sighting.ts'
import { distanceBetween, peerOf, type TapTopology } from './tap-topology.ts'

/** A sighting in its place on the way. */
export interface OrderedSighting {
  readonly sighting: Sighting
  readonly motion: 'in' | 'out'
}

/** A way through sightings; `aside` are copies that went elsewhere, as a bridge floods them. */
export interface OrderedWay {
  readonly hops: readonly OrderedSighting[]
  readonly aside: readonly Sighting[]
}

/**
 * Puts the sightings of one packet in the order in which it passed them. Time does not tell: a packet that leaves a
 * tunnel keeps the instant of its arrival. What does is that each router takes one from a time to live, that a cable shows
 * the same frame at both ends, and what lies upon what inside of a place.
 */
export function orderSightings(
  sightings: readonly Sighting[],
  taps: TapTopology,
  { start, goal }: { readonly start: string | undefined; readonly goal: string | undefined },
): OrderedWay {
  const topology: Surroundings = { ...taps, goal }
  const copies = sightings.filter((each) => isPassedOn(each, sightings, topology))
  const left = new Set(sightings.filter((each) => !copies.includes(each)))
  const hops: OrderedSighting[] = []
  for (;;) {
    const next = nextOf(hops.at(-1), [...left], topology, start)
    if (next === undefined) return { hops, aside: [...left, ...copies] }
    left.delete(next.sighting)
    hops.push(next)
  }
}

function nextOf(
  last: OrderedSighting | undefined,
  left: readonly Sighting[],
  topology: Surroundings,
  start: string | undefined,
): OrderedSighting | undefined {
  if (last === undefined) return firstOf(left, topology, start)
  const peer = peerOf(topology, last.sighting.tap)
  const across = left.find(({ tap, frame }) => tap === peer && frame === last.sighting.frame)
  if (across !== undefined) return { sighting: across, motion: 'in' }
  return insideOf(last, left, topology) ?? elsewhere(last, left, topology)
}

function firstOf(
  left: readonly Sighting[],
  topology: Surroundings,
  start: string | undefined,
): OrderedSighting | undefined {
  const own = left.filter(({ place }) => place === start)
  const [first] = (own.length > 0 ? own : left).toSorted(
    (a, b) => innerTtl(b) - innerTtl(a) || leaving(topology)(a, b) || byTime(a, b),
  )
  if (first === undefined) return undefined
  const isSender = start === undefined || (own.length > 0 && !isPassedBy(first, own, topology))
  return { sighting: first, motion: isSender ? 'out' : 'in' }
}

/** Whether the first of the taps in a row is only where a packet that others have sent comes by. */
function isPassedBy(first: Sighting, own: readonly Sighting[], topology: Surroundings): boolean {
  return topology.switches.includes(first.place) && own.some((other) => isForwarded(other, first, topology))
}

/** The next sighting in the same place: further in, or already on the way out. */
function insideOf(
  { sighting: last, motion }: OrderedSighting,
  left: readonly Sighting[],
  topology: Surroundings,
): OrderedSighting | undefined {
  const here = left.filter((each) => each.place === last.place && !isBefore(each, last))
  if (motion === 'out') {
    // It left: only what wraps it, or carries its device, can still be here.
    const [below] = here
      .filter((each) => innerTtl(each) === innerTtl(last) && isBelow(each, last, topology))
      .toSorted(
        (a, b) => wrapping(topology)(a, b) || goesOn(b, left, topology) - goesOn(a, left, topology) || byTime(a, b),
      )
    return below && { sighting: below, motion: 'out' }
  }
  const arriving = here.filter((each) => !isForwarded(each, last, topology)).toSorted(entering(topology))
  const [further] = arriving
  if (further !== undefined) return { sighting: further, motion: 'in' }
  const [out] = here.toSorted(
    (a, b) =>
      // Of what a router has taken in by a bridge, the ports only have copies.
      Number(isAtPort(a, last, topology)) - Number(isAtPort(b, last, topology)) ||
      innerTtl(b) - innerTtl(a) ||
      wrapping(topology)(a, b) ||
      outerTtl(b) - outerTtl(a) ||
      goesOn(b, left, topology) - goesOn(a, left, topology) ||
      byTime(a, b),
  )
  return out && { sighting: out, motion: 'out' }
}

/** Where no tap is between: the nearest place that saw it later. A copy of a frame that has arrived is none. */
function elsewhere(
  { sighting: last, motion }: OrderedSighting,
  left: readonly Sighting[],
  topology: Surroundings,
): OrderedSighting | undefined {
  const passesOn = motion === 'out' || topology.switches.includes(last.place)
  const later = left.filter(
    (each) => each.place !== last.place && !isBefore(each, last) && (passesOn || each.frame !== last.frame),
  )
  const far = (each: Sighting): number => distanceBetween(topology, last.tap, each.tap) ?? Number.MAX_SAFE_INTEGER
  const [next] = later.toSorted(
    (a, b) =>
      innerTtl(b) - innerTtl(a) ||
      far(a) - far(b) ||
      // Only of those wrapped alike the time to live tells.
      b.headers.length - a.headers.length ||
      outerTtl(b) - outerTtl(a) ||
      entering(topology)(a, b) ||
      byTime(a, b),
  )
  return next && { sighting: next, motion: 'in' }
}
