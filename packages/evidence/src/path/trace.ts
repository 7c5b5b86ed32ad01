import type { Layer, Packet } from '@underlay/packet'
import type { Direction } from '../flow/flow-packet.ts'

/** A field that is not what it was at the hop before. */
export interface HeaderChange {
  /** Wireshark's name, with the layer operator: `ip.ttl#2`; `header` for one that came or went. */
  readonly field: string
  readonly before: string
  readonly after: string
}

/** The marked packet at one tap. */
export interface TracedHop {
  readonly tap: string
  readonly place: string
  readonly device: string
  readonly motion: 'in' | 'out'
  readonly packet: Packet
  readonly layers: readonly Layer[]
  readonly changes: readonly HeaderChange[]
}

/** One direction of what was seen. */
export interface TracedWay {
  readonly direction: Direction
  /** In the order of the topology: time does not order taps. */
  readonly hops: readonly TracedHop[]
  /** Where it was seen last when it did not arrive, and the tap that should have seen it next, if one is known. */
  readonly lost?: {
    readonly lastSeen?: string
    readonly next?: string
    readonly place: string
    /** It was seen leaving the place, towards where there is no tap. */
    readonly isBeyond?: true
  }
  /** Taps off the way that saw a copy, as a bridge floods them; absent when there is none. */
  readonly aside?: readonly string[]
}

/** An ICMP error about the packet. */
export interface TracedError {
  /** Who says it, an address; a place, where the sender's own kernel refused. */
  readonly from: string
  /** The first tap that saw it; absent where it went over no wire. */
  readonly tap?: string
  /** `time exceeded`, `fragmentation needed, MTU 1400`. */
  readonly text: string
}

/** What one marked packet and its answer did. */
export interface PathTrace {
  readonly from: string
  readonly to: string
  readonly outcome: 'answered' | 'lost' | 'inconclusive'
  readonly forward: TracedWay
  /** Absent when the request did not arrive. */
  readonly reverse?: TracedWay
  /** What routers and hosts said about the packet; absent when they said nothing. */
  readonly errors?: readonly TracedError[]
  /** Why nothing can be said: a tap dropped packets, nothing was seen at all. */
  readonly inconclusive?: string
}
