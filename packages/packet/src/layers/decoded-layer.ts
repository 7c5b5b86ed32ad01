import { createFields } from './fields.ts'
import type { FieldValue, FieldValues, Protocol } from './protocol.ts'

const noLayers: readonly DecodedLayer[] = []

/** What few layers have; apart from the others, because every property of every layer costs memory. */
interface Rarities {
  quoted?: readonly DecodedLayer[]
  payloadEnd?: number
  problem?: string
}

/**
 * One layer as the decoder makes it.
 * A class, because millions of them share one prototype: `fields` costs nothing until somebody asks.
 */
export class DecodedLayer {
  readonly protocol: Protocol
  readonly bytes: Uint8Array
  readonly start: number
  readonly length: number
  /** Offset behind this header's payload, as far as captured. */
  readonly end: number
  readonly outer: DecodedLayer | undefined
  private rare: Rarities | undefined

  constructor(
    protocol: Protocol,
    bytes: Uint8Array,
    start: number,
    length: number,
    end: number,
    outer: DecodedLayer | undefined,
  ) {
    this.protocol = protocol
    this.bytes = bytes
    this.start = start
    this.length = length
    this.end = end
    this.outer = outer
    this.rare = undefined
  }

  get name(): string {
    return this.protocol.name
  }

  /** The headers that an ICMP error quotes. */
  get quoted(): readonly DecodedLayer[] {
    return this.rare?.quoted ?? noLayers
  }

  /** Offset behind the payload of a link layer's payload: what follows up to `end` is padding. */
  get payloadEnd(): number {
    return this.rare?.payloadEnd ?? this.end
  }

  /** Why a `malformed` layer is one. */
  get problem(): string | undefined {
    return this.rare?.problem
  }

  get fields(): Readonly<Record<string, FieldValue | FieldValues>> {
    return createFields(this)
  }

  /** Only for the decoder: a layer does not change once it is given away. */
  set(rare: Rarities): void {
    this.rare = { ...this.rare, ...rare }
  }

  toJSON(): object {
    const { name, start, length, quoted } = this
    return { name, start, length, fields: { ...this.fields }, ...(quoted.length > 0 && { quoted }) }
  }

  // Node's console.log looks this symbol up; a registered symbol needs no import.
  [Symbol.for('nodejs.util.inspect.custom')](): object {
    return this.toJSON()
  }
}
