import type { DecodablePacket, DecodeOptions } from '../layers/decode.ts'
import { decode } from '../layers/decode.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'
import type { Layer } from '../layers/layer.ts'
import type { Datagram } from './datagram.ts'
import { addFragment, emptyDatagram, wholePacket } from './datagram.ts'
import { findFragment } from './fragment.ts'

/** What may wait for its fragments; what is above is forgotten, the oldest first. */
export interface ReassemblyOptions extends DecodeOptions {
  /** Packets that wait; 1024 by default. */
  readonly maximumPackets?: number
  /** Bytes of fragments held; 4 MiB by default. */
  readonly maximumBytes?: number
  /** How long fragments wait for the others, by the packets' own clock; 30 000 by default, as in Linux. */
  readonly timeoutMs?: number
}

/** A captured packet; its interface keeps what several taps saw apart, its time ends the waiting. */
export interface FragmentPacket extends DecodablePacket {
  readonly number?: number
  readonly interfaceId?: number
  readonly timestampNs?: bigint
}

/** A packet put together from its fragments. */
export interface ReassembledPacket {
  /** The whole IP packet as it was before it was cut, without a link header (LINKTYPE_RAW). */
  readonly packet: DecodablePacket
  readonly layers: readonly Layer[]
  /** Capture numbers of the fragments in the order of their arrival: Wireshark's `ip.fragment`. */
  readonly fragments: readonly number[]
  /** Bytes of the payload: Wireshark's `ip.reassembled.length`. */
  readonly reassembledLength: number
}

/** Puts fragmented packets together, packet by packet. */
export interface Reassembler {
  /** Takes the next packet; gives the whole one when it was the last fragment that was missing. */
  readonly push: (packet: FragmentPacket, layers?: readonly Layer[]) => ReassembledPacket | undefined
  /** Packets that wait for fragments. */
  readonly pending: number
  /** Packets given up: their fragments overlapped or contradicted each other, or there was no more room or time. */
  readonly dropped: number
}

interface Waiting {
  readonly datagram: Datagram
  readonly since: bigint
}

const rawIp = 101

/**
 * Puts the fragments of IPv4 and IPv6 packets together, also of those inside of tunnels, in bounded memory. Fragments may
 * arrive in any order; when they overlap the packet is given up, as Linux does, because no two receivers agree on what it says.
 *
 * @example
 * ```ts
 * const reassembler = createReassembler()
 * for (const packet of readCapture(bytes).packets) {
 *   const whole = reassembler.push(packet)
 *   if (whole) console.log(frameProtocols(whole.layers)) // raw:ip:icmp:data
 * }
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc791#section-3.2
 * @see https://www.rfc-editor.org/rfc/rfc5722
 */
export function createReassembler(options: ReassemblyOptions = {}): Reassembler {
  const { maximumPackets = 1024, maximumBytes = 4 << 20, timeoutMs = 30_000 } = options
  const timeoutNs = BigInt(Math.round(timeoutMs * 1e6))
  // In the order of their first fragments: a Map keeps it.
  const waiting = new Map<string, Waiting>()
  let held = 0
  let dropped = 0

  function forget(key: string): void {
    held -= waiting.get(key)?.datagram.held ?? 0
    waiting.delete(key)
  }

  function giveUp(key: string): void {
    forget(key)
    dropped++
  }

  function makeRoom(now: bigint): void {
    for (const [key, { since }] of waiting) {
      if (now - since <= timeoutNs && held <= maximumBytes && waiting.size <= maximumPackets) return
      giveUp(key)
    }
  }

  function push(packet: FragmentPacket, given?: readonly Layer[]): ReassembledPacket | undefined {
    const { interfaceId = 0, number = 0, timestampNs = 0n } = packet
    const layers = (given ?? decode(packet, options)) as readonly unknown[] as readonly DecodedLayer[]
    const fragment = findFragment(layers)
    if (fragment === undefined) return undefined
    const key = `${interfaceId} ${fragment.key}`
    const before = waiting.get(key)
    const isLate = before !== undefined && timestampNs - before.since > timeoutNs
    if (isLate) giveUp(key)
    const known = isLate ? undefined : before
    const datagram = addFragment(known?.datagram ?? emptyDatagram, fragment, number)
    if (datagram === undefined) {
      if (known === undefined) dropped++
      else giveUp(key)
      return undefined
    }
    held += datagram.held - (known?.datagram.held ?? 0)
    waiting.set(key, { datagram, since: known?.since ?? timestampNs })
    const bytes = wholePacket(datagram)
    if (bytes === undefined) {
      makeRoom(timestampNs)
      return undefined
    }
    forget(key)
    return complete(bytes, datagram, packet)
  }

  /** What was put together may be a fragment itself: of a packet that was cut before it entered the tunnel. */
  function complete(bytes: Uint8Array, datagram: Datagram, last: FragmentPacket): ReassembledPacket | undefined {
    const packet = { bytes, linkType: rawIp }
    const layers = decode(packet, options)
    if (findFragment(layers as readonly unknown[] as readonly DecodedLayer[]) !== undefined) {
      return push({ ...last, ...packet }, layers)
    }
    return { packet, layers, fragments: datagram.numbers, reassembledLength: datagram.size ?? 0 }
  }

  return {
    push,
    get pending() {
      return waiting.size
    },
    get dropped() {
      return dropped
    },
  }
}
