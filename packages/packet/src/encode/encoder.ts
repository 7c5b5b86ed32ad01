import type { Protocol } from '../layers/protocol.ts'
import type { GivenFields } from './given-fields.ts'

/** What an encoder builds a header from. */
export interface EncodeContext {
  readonly fields: GivenFields
  /** The bytes of what the layer carries, built before. */
  readonly payload: Uint8Array
  /** The name of the layer that it carries. */
  readonly next: string | undefined
  /** The bytes of what it quotes. */
  readonly quoted: Uint8Array
  /** What tags inside leave to the frame around them to write behind everything. */
  readonly trailer: Uint8Array
  /** LINKTYPE_ value of the packet, where it is known. */
  readonly linkType: number | undefined
  /** The layer around it, extension headers and messages before it left out: a transport's checksum is over the addresses of IP. */
  readonly carrier: GivenFields | undefined
}

/** The bytes that a layer puts before its payload, none behind it by default. */
export interface EncodedHeader {
  readonly header: Uint8Array
  /** What a frame has behind its payload. */
  readonly behind?: Uint8Array
  /** What a tag leaves to the frame around it. */
  readonly trailer?: Uint8Array
}

/** How headers of one protocol are built; `protocol` reads back what they say. */
export interface Encoder {
  readonly protocol: Protocol
  readonly encode: (context: EncodeContext) => EncodedHeader
}
