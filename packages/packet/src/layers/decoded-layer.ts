import { createFields } from './fields.ts'
import type { FieldValue, FieldValues, Protocol } from './protocol.ts'

const noLayers: readonly DecodedLayer[] = []

/**
 * One layer as the decoder makes it.
 * A class, because millions of them share one prototype: `fields` costs nothing until somebody asks.
 */
export class DecodedLayer {
  readonly name: string
  readonly start: number
  readonly length: number
  /** The headers that an ICMP error quotes. */
  quoted: readonly DecodedLayer[] = noLayers
  /** Offset behind this header's payload, as far as captured. */
  end: number
  /** Offset behind the payload of a link layer's payload: what follows up to `end` is padding. */
  payloadEnd: number
  readonly bytes: Uint8Array
  readonly protocol: Protocol
  readonly outer: DecodedLayer | undefined
  /** Why a `malformed` layer is one. */
  readonly problem: string | undefined

  constructor(
    protocol: Protocol,
    bytes: Uint8Array,
    start: number,
    length: number,
    end: number,
    outer: DecodedLayer | undefined,
    problem: string | undefined,
  ) {
    this.name = protocol.name
    this.start = start
    this.length = length
    this.end = end
    this.payloadEnd = end
    this.bytes = bytes
    this.protocol = protocol
    this.outer = outer
    this.problem = problem
  }

  get fields(): Readonly<Record<string, FieldValue | FieldValues>> {
    return createFields(this)
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
