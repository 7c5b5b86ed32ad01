import type { SectionTexts } from './section-block.ts'

/** An interface to write; `name` is the tap, `worker2:net0`. */
export interface WrittenInterface {
  readonly name: string
  readonly description?: string
  readonly comments?: readonly string[]
  /** LINKTYPE_ value. */
  readonly linkType: number
  /** Bytes kept of each packet; 262144 by default. */
  readonly snapLength?: number
}

/** What an interface received and lost. */
export interface WrittenStatistics {
  /** Packets that arrived at the tap. */
  readonly received?: number
  /** Packets that the tap lost. */
  readonly dropped?: number
}

/** A packet to write. */
export interface WrittenPacket {
  /** Position of its interface, from 0. */
  readonly interfaceId: number
  /** Nanoseconds since 1970. */
  readonly timestampNs: bigint
  readonly bytes: Uint8Array
  /** Bytes on the wire; the length of `bytes` by default. */
  readonly originalLength?: number
  readonly comments?: readonly string[]
}

/** What stands at the head of a section. */
export interface WrittenSection extends SectionTexts {
  /** Bytes that are left free for comments that come later, none by default. */
  readonly spareBytes?: number
}
