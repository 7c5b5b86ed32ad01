import { innerTtl, outerTtl, type Sighting } from './sighting.ts'
import { isUpon, peerOf, type TapTopology } from './tap-topology.ts'

/** How the taps hang together, and which place the packet is for. */
export interface Surroundings extends TapTopology {
  readonly goal: string | undefined
}

/** Whether the packet was at one earlier, as far as its headers tell. */
export function isBefore(one: Sighting, other: Sighting): boolean {
  if (innerTtl(one) !== innerTtl(other)) return innerTtl(one) > innerTtl(other)
  return one.headers.length === other.headers.length && outerTtl(one) > outerTtl(other)
}

/** Whether one wraps what was seen last, or carries its device. */
export function isBelow(one: Sighting, last: Sighting, topology: Surroundings): boolean {
  return one.headers.length > last.headers.length || isUpon(topology, last.tap, one.tap)
}

/** Whether a router or a bridge has sent on what came in. */
export function isForwarded(one: Sighting, last: Sighting, topology: Surroundings): boolean {
  if (innerTtl(one) < innerTtl(last)) return true
  if (one.headers.length > last.headers.length) return true
  if (one.headers.length < last.headers.length) return false
  return outerTtl(one) < outerTtl(last) || !isUpon(topology, one.tap, last.tap)
}

/** Whether a tap at a bridge itself shows what goes from one of its ports to another: it listens to all that passes. */
export function isPassedOn(one: Sighting, all: readonly Sighting[], topology: Surroundings): boolean {
  const atPorts = all.filter((other) => isAtPort(other, one, topology))
  if (atPorts.length <= 1) return false
  // A frame for the bridge itself, or from it, is flooded too where no port is known to have its receiver.
  // What goes on (2) was between others; what arrives at the goal (3) this router has sent.
  return !isRouted(one, all) || atPorts.some((port) => goesOn(port, all, topology) === 2)
}

/** Whether one shows the same as a bridge, at a port of it. */
export function isAtPort(one: Sighting, bridge: Sighting, topology: Surroundings): boolean {
  return isUpon(topology, bridge.tap, one.tap) && isAlike(bridge, one)
}

/** Whether the place of a tap routes the packet, and does not only pass its frame on. */
function isRouted(one: Sighting, all: readonly Sighting[]): boolean {
  return all.some((other) => other.place === one.place && innerTtl(other) !== innerTtl(one))
}

// Who routes a packet takes one from its time to live.
function isAlike(one: Sighting, other: Sighting): boolean {
  if (one.headers.length !== other.headers.length) return false
  return innerTtl(one) === innerTtl(other) && outerTtl(one) === outerTtl(other)
}

/** How far a copy of a flooded frame comes: 0 it is seen nowhere else, 1 it arrives at a place, 2 it goes on from there, 3 the place is the goal. */
export function goesOn(one: Sighting, left: readonly Sighting[], topology: Surroundings): number {
  const peer = peerOf(topology, one.tap)
  const there = left.find(({ tap, frame }) => tap === peer && frame === one.frame)
  if (there === undefined) return 0
  if (there.place === topology.goal) return 3
  return left.some((each) => each !== there && each.place === there.place && !isBefore(each, there)) ? 2 : 1
}
