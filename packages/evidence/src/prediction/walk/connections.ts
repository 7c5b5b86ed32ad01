import type { Message, PlainPacket } from './packet.ts'

interface Tuple {
  readonly source: string
  readonly destination: string
  readonly sourcePort?: number
  readonly port?: number
}

/** A connection whose addresses a place has changed. */
interface Connection {
  readonly place: string
  readonly original: Tuple
  /** As the place sent it on. */
  readonly changed: Tuple
}

/** What places remember of the connections that they changed: answers are changed back. */
export class Connections {
  readonly #known: Connection[] = []
  readonly #seen: { readonly place: string; readonly tuple: Tuple }[] = []

  /** A packet passes a place, as it leaves it. */
  see(place: string, packet: PlainPacket): void {
    this.#seen.push({ place, tuple: tupleOf(packet) })
  }

  /**
   * Whether the place takes a packet for the first of a connection, whose source it may change. Of ICMP and TCP an answer
   * is none, also where the place has not seen the request: it then belongs to no connection.
   */
  isFirst(place: string, packet: PlainPacket): boolean {
    const { isRequest, protocol } = packet.message
    if (isRequest || protocol !== 'udp') return isRequest
    const answered = reversed(tupleOf(packet))
    return !this.#seen.some((each) => each.place === place && same(each.tuple, answered))
  }

  remember(place: string, original: PlainPacket, changed: PlainPacket): void {
    // A place changes destination and source one after the other: the answer undoes both.
    const before = this.#known.findIndex((each) => each.place === place && same(each.changed, tupleOf(original)))
    const first = this.#known[before]
    if (first !== undefined) this.#known.splice(before, 1)
    this.#known.push({ place, original: first?.original ?? tupleOf(original), changed: tupleOf(changed) })
  }

  /** The packet as it was addressed before, when it answers one that the place has changed. */
  restore(place: string, packet: PlainPacket): PlainPacket | undefined {
    const answered = reversed(tupleOf(packet))
    const found = this.#known.find((each) => each.place === place && same(each.changed, answered))
    if (found === undefined) return undefined
    const { source, destination, sourcePort, port } = reversed(found.original)
    return { ...packet, source, destination, message: withPorts(packet.message, sourcePort, port) }
  }
}

/** A message with other ports; undefined where they are not known. */
export function withPorts(
  { protocol, isRequest }: Message,
  sourcePort: number | undefined,
  port: number | undefined,
): Message {
  return {
    protocol,
    isRequest,
    ...(sourcePort !== undefined && { sourcePort }),
    ...(port !== undefined && { port }),
  }
}

function tupleOf({ source, destination, message: { sourcePort, port } }: PlainPacket): Tuple {
  return {
    source,
    destination,
    ...(sourcePort !== undefined && { sourcePort }),
    ...(port !== undefined && { port }),
  }
}

function reversed({ source, destination, sourcePort, port }: Tuple): Tuple {
  return {
    source: destination,
    destination: source,
    ...(port !== undefined && { sourcePort: port }),
    ...(sourcePort !== undefined && { port: sourcePort }),
  }
}

// A port that is drawn by lot is any.
function alike(x: number | undefined, y: number | undefined): boolean {
  return x === undefined || y === undefined || x === y
}

function same(a: Tuple, b: Tuple): boolean {
  return (
    a.source === b.source &&
    a.destination === b.destination &&
    alike(a.sourcePort, b.sourcePort) &&
    alike(a.port, b.port)
  )
}
