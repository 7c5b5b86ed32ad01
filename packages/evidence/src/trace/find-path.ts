import type { TappedCapture } from '../capture/tapped-capture.ts'
import type { PathTrace, TracedWay } from '../path/trace.ts'
import { chooseReply, chooseRequest, sightingsOfPacket } from './choose-packet.ts'
import { errorsAbout } from './icmp-errors.ts'
import { innerTtl, sightingsOf, type Sighting } from './sighting.ts'
import { chainOf, tapName, type TapTopology } from './tap-topology.ts'
import { nextAfter, traceWay } from './trace-way.ts'
import { whyInconclusive } from './why-inconclusive.ts'

/** Which packet is followed, and how the taps hang together. */
export interface PathQuery {
  /** Places of the lab, as in taps, or addresses. Without a mark they must be addresses: they choose the packet. */
  readonly from: string
  readonly to: string
  /** Bytes of the packet's payload that no other has; default: the first packet from `from` to `to` is followed. */
  readonly mark?: Uint8Array
  /** The addresses of the packet at its sender, where `from` and `to` are places and there is no mark. */
  readonly addresses?: { readonly from: string; readonly to: string }
  /** Of TCP or UDP: only packets from this port; default any. */
  readonly sourcePort?: number
  /** Taps in the order in which a packet from `from` passes them; default: all of the capture, in its order. */
  readonly taps?: readonly string[]
  /** How the taps of a lab hang together, in place of their order. */
  readonly topology?: TapTopology
  /** Places where it may arrive, of a Service one for each endpoint; default `to`. */
  readonly goals?: readonly string[]
  /** The taps where the packet should be seen, in their order: what names the next one when it is lost. */
  readonly expected?: { readonly forward: readonly string[]; readonly reverse: readonly string[] }
  /** That it was sent, although perhaps no tap saw it; default false. */
  readonly sent?: boolean
  /** That its sender heard an answer, although perhaps no tap saw it; default false. */
  readonly heard?: boolean
}

/**
 * Follows one packet and its answer through the taps of a capture: the same packet by what no router and no NAT changes
 * of it, in the order of the topology, with what changed from hop to hop, and where it was lost.
 *
 * What an ICMP error quotes is not the packet; such errors are in `errors`.
 *
 * @example
 * ```ts
 * const capture = fromCaptureFile(readCapture(await readFile('cross.pcapng')))
 * const trace = findPath(capture, { from: '10.98.81.4', to: '10.98.193.193', taps: ['node1:net0', 'gw0:eth1', 'gw0:eth2', 'node2:net0'] })
 * console.log(formatLadder(trace))
 * ```
 */
export function findPath(capture: TappedCapture, query: PathQuery): PathTrace {
  const taps = query.taps ?? capture.interfaces.map(({ tap }) => tap)
  const topology = query.topology ?? chainOf(taps)
  const all = sightingsOf(capture).filter(({ tap }) => query.topology !== undefined || taps.includes(tap))
  const start = placeOf(query.from, capture) ?? (query.topology ? undefined : taps.map((tap) => tapName(tap).place)[0])
  const goal = placeOf(query.to, capture) ?? (query.topology ? undefined : taps.map((tap) => tapName(tap).place).at(-1))
  const request = chooseRequest(all, query, start)
  const ways = waysOf({ all, query, topology, start, goal: goalOf(query, all, request) ?? goal, request })
  const reason = whyInconclusive(capture, query, ways, start)
  const errors = request === undefined ? [] : errorsAbout(ways.sightings, all, query.mark)
  return {
    from: query.from,
    to: query.to,
    outcome: reason === undefined ? (ways.answered ? 'answered' : 'lost') : 'inconclusive',
    forward: ways.forward,
    ...(ways.reverse && { reverse: ways.reverse }),
    ...(errors.length > 0 && { errors }),
    ...(reason !== undefined && { inconclusive: reason }),
  }
}

/** Both ways, and what they were made from. */
export interface FoundWays {
  readonly forward: TracedWay
  readonly reverse?: TracedWay
  readonly answered: boolean
  /** Of the request, wherever it was seen. */
  readonly sightings: readonly Sighting[]
}

interface Material {
  readonly all: readonly Sighting[]
  readonly query: PathQuery
  readonly topology: TapTopology
  readonly start: string | undefined
  readonly goal: string | undefined
  readonly request: Sighting | undefined
}

function waysOf({ all, query, topology, start, goal, request }: Material): FoundWays {
  const { expected } = query
  if (request === undefined) {
    const lost = start === undefined ? undefined : { place: start, ...nextAfter(undefined, expected?.forward) }
    return { forward: { direction: 'forward', hops: [], ...(lost && { lost }) }, answered: false, sightings: [] }
  }
  const sightings = sightingsOfPacket(request, all)
  const reply = chooseReply(sightings, all)
  const forward = traceWay('forward', sightings, { topology, start, goal, expected: expected?.forward })
  if (reply === undefined) {
    if (forward.lost !== undefined || goal === undefined) return { forward, answered: false, sightings }
    const reverse: TracedWay = {
      direction: 'reverse',
      hops: [],
      lost: { place: goal, ...nextAfter(undefined, expected?.reverse) },
    }
    return { forward, reverse, answered: false, sightings }
  }
  const back = sightingsOfPacket(reply, all)
  const reverse = traceWay('reverse', back, { topology, start: goal, goal: start, expected: expected?.reverse })
  // Who was answered was reached, whatever taps there are.
  const { lost: _, ...reached } = forward
  return { forward: reached, reverse, answered: reverse.lost === undefined, sightings }
}

/** Of several places the one that the packet has reached; the sender may be one of them. */
function goalOf(
  { goals = [] }: PathQuery,
  all: readonly Sighting[],
  request: Sighting | undefined,
): string | undefined {
  const seen = request === undefined ? [] : sightingsOfPacket(request, all)
  const reached = seen.filter(({ place }) => goals.includes(place)).toSorted((a, b) => innerTtl(a) - innerTtl(b))
  return reached[0]?.place ?? goals[0]
}

function placeOf(end: string, { interfaces }: TappedCapture): string | undefined {
  return interfaces.some(({ tap }) => tapName(tap).place === end) ? end : undefined
}
