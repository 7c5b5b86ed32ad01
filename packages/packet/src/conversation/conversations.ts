import type { Packet } from '../capture-file/capture-file.ts'
import type { DecodeOptions } from '../layers/decode.ts'
import { decode } from '../layers/decode.ts'
import type { Layer } from '../layers/layer.ts'
import type { ConversationEnd, ConversationLevel } from './flow-ends.ts'
import { formatEnd, readFlowEnds } from './flow-ends.ts'

/** What went one way. */
export interface Traffic {
  readonly packets: number
  /** Bytes on the wire, link headers included. */
  readonly bytes: number
}

/** All packets between two ends, in both directions. */
export interface Conversation {
  /** Wireshark's name of the innermost protocol that the addresses are of, `tcp`, `icmp`, `arp`; `ipip` for a tunnel. */
  readonly protocol: string
  /** Who sent its first packet. */
  readonly from: ConversationEnd
  readonly to: ConversationEnd
  readonly forward: Traffic
  readonly reverse: Traffic
  /** Time of the first packet, in ns since 1970. */
  readonly startNs: bigint
  /** From the first packet to the last, in ns. */
  readonly durationNs: bigint
}

/** Which conversations to count. */
export interface ConversationOptions {
  /** `inner` by default: of the packets inside of tunnels; `outer` for the tunnels between nodes. */
  readonly by?: ConversationLevel
}

/** Packets, and how they are decoded. */
export interface DecodableCapture extends DecodeOptions {
  readonly packets: readonly Packet[]
}

/** Counts conversations packet by packet, for captures that are read as a stream. */
export interface ConversationCounter {
  readonly add: (packet: Packet, layers: readonly Layer[]) => void
  /** In the order in which they began. */
  readonly list: () => readonly Conversation[]
  /** Packets that are in no conversation, because there were too many already. */
  readonly uncounted: () => number
}

interface Counting {
  readonly conversation: Conversation
  forward: Traffic
  reverse: Traffic
  firstNs: bigint
  lastNs: bigint
}

const maximumConversations = 100_000

/**
 * Counts conversations, at most 100,000 of them: of a file of others, each packet may be one.
 *
 * @example
 * ```ts
 * const counter = createConversationCounter({ by: 'outer' })
 * for (const packet of packets) counter.add(packet, decode(packet))
 * console.log(formatConversations(counter.list()))
 * ```
 * @see https://www.wireshark.org/docs/wsug_html_chunked/ChStatConversations.html
 */
export function createConversationCounter(
  options: ConversationOptions & {
    /** Conversations that are kept, 100,000 by default. */
    readonly maximum?: number
  } = {},
): ConversationCounter {
  const { by = 'inner', maximum = maximumConversations } = options
  const countings = new Map<string, Counting>()
  let uncounted = 0
  return {
    add(packet, layers) {
      const { protocol, source, destination } = readFlowEnds(layers, by)
      const [from, to] = [formatEnd(source), formatEnd(destination)]
      const traffic = { packets: 1, bytes: packet.originalLength }
      const forward = countings.get(`${protocol} ${from} ${to}`)
      const reverse = forward ?? countings.get(`${protocol} ${to} ${from}`)
      if (forward !== undefined) forward.forward = sum(forward.forward, traffic)
      else if (reverse !== undefined) reverse.reverse = sum(reverse.reverse, traffic)
      else if (countings.size < maximum) {
        countings.set(`${protocol} ${from} ${to}`, begin(packet, { protocol, from: source, to: destination }))
      } else uncounted += 1
      if (reverse !== undefined) stretch(reverse, packet.timestampNs)
    },
    list: () => [...countings.values()].map(finish),
    uncounted: () => uncounted,
  }
}

/**
 * The conversations of a capture. A packet that several taps saw counts at each of them: filter the packets by
 * `frame.interface_name` first.
 *
 * @example
 * ```ts
 * conversations(capture, { by: 'outer' })
 *   .map(({ protocol, from, to, forward }) => `${protocol} ${from.address} > ${to.address}: ${forward.packets}`)
 * // ['ipip 10.1.5.10 > 10.1.8.10: 4']
 * ```
 * @see https://www.wireshark.org/docs/wsug_html_chunked/ChStatConversations.html
 */
export function conversations(capture: DecodableCapture, options: ConversationOptions = {}): readonly Conversation[] {
  const counter = createConversationCounter({ ...options, maximum: capture.packets.length })
  for (const packet of capture.packets) counter.add(packet, decode(packet, capture))
  return counter.list()
}

function begin(packet: Packet, ends: Pick<Conversation, 'protocol' | 'from' | 'to'>): Counting {
  const forward = { packets: 1, bytes: packet.originalLength }
  const reverse = { packets: 0, bytes: 0 }
  const { timestampNs } = packet
  const conversation = { ...ends, forward, reverse, startNs: timestampNs, durationNs: 0n }
  return { conversation, forward, reverse, firstNs: timestampNs, lastNs: timestampNs }
}

/** Packets of several taps need not be in the order of time. */
function stretch(counting: Counting, timestampNs: bigint): void {
  if (timestampNs < counting.firstNs) counting.firstNs = timestampNs
  if (timestampNs > counting.lastNs) counting.lastNs = timestampNs
}

function finish({ conversation, forward, reverse, firstNs, lastNs }: Counting): Conversation {
  return { ...conversation, forward, reverse, startNs: firstNs, durationNs: lastNs - firstNs }
}

function sum(one: Traffic, other: Traffic): Traffic {
  return { packets: one.packets + other.packets, bytes: one.bytes + other.bytes }
}
