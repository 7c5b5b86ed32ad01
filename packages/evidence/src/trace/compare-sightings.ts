import { outerTtl, type Sighting } from './sighting.ts'
import { isUpon, type TapTopology } from './tap-topology.ts'

/** Orders what comes in: the outermost first, at one instant. */
export function entering(topology: TapTopology) {
  return (a: Sighting, b: Sighting): number =>
    b.headers.length - a.headers.length || stacked(topology, a, b) || outerTtl(b) - outerTtl(a) || byTime(a, b)
}

/** Orders what goes out: the innermost first. */
export function leaving(topology: TapTopology) {
  return (a: Sighting, b: Sighting): number => wrapping(topology)(a, b) || byTime(a, b)
}

/** Orders by what wraps what, whenever it was seen. */
export function wrapping(topology: TapTopology) {
  return (a: Sighting, b: Sighting): number => a.headers.length - b.headers.length || stacked(topology, b, a)
}

/** Negative when `a` carries `b`. */
function stacked(topology: TapTopology, a: Sighting, b: Sighting): number {
  if (isUpon(topology, b.tap, a.tap)) return -1
  return isUpon(topology, a.tap, b.tap) ? 1 : 0
}

/** Orders by time, and of one instant by number. */
export function byTime(a: Sighting, b: Sighting): number {
  if (a.packet.timestampNs === b.packet.timestampNs) return a.packet.number - b.packet.number
  return a.packet.timestampNs < b.packet.timestampNs ? -1 : 1
}
