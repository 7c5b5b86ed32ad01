/** What an `EncodeError` is made of. */
export interface EncodeProblem {
  /** Place of the layer in the array, 0 the outermost; of a quoted header it is the place of the layer that quotes. */
  readonly layerIndex: number
  /** The layer as the message names it: `layer 2 (icmp), quoted layer 0 (ip)`. */
  readonly layer: string
  /** Wireshark's name of the field; undefined when the layer as a whole is wrong. */
  readonly field: string | undefined
  /** What is wrong. */
  readonly problem: string
  /** What to do about it. */
  readonly fix: string
}

/**
 * Layers that cannot be encoded: a value out of range, an address of the other family, a field that the header does not
 * have, two fields that contradict each other.
 *
 * @example
 * ```ts
 * try { encode([{ name: 'ip', fields: { 'ip.ttl': 300 } }]) } catch (error) {
 *   if (error instanceof EncodeError) console.error(error.message)
 *   // layer 0 (ip): ip.ttl is 300, no integer from 0 to 255; give one of these
 * }
 * ```
 */
export class EncodeError extends Error {
  override readonly name = 'EncodeError'
  readonly layerIndex: number
  readonly field: string | undefined
  readonly fix: string

  constructor({ layerIndex, layer, field, problem, fix }: EncodeProblem) {
    super(`${layer}: ${field === undefined ? '' : `${field} `}${problem}; ${fix}`)
    this.layerIndex = layerIndex
    this.field = field
    this.fix = fix
  }
}
