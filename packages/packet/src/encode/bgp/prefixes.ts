import { concat } from '../../bytes/build.ts'
import type { FieldName } from '../../layers/layer.ts'
import type { GivenFields } from '../given-fields.ts'

/** Writes the networks of a field. */
export type PrefixWriter = (name: FieldName, family: 'IPv4' | 'IPv6') => Uint8Array

/**
 * A writer of networks that takes their lengths in bits from `bgp.prefix_length`, one after the other; a network whose
 * length is not given is a single address.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4271#section-4.3 "Prefix"
 */
export function prefixWriter(fields: GivenFields): PrefixWriter {
  const lengths = [...(fields.integers('bgp.prefix_length', 8) ?? [])]
  return (name, family) => {
    const prefixes = fields.addresses(name, family).map((address) => {
      const bits = lengths.shift() ?? 8 * address.length
      if (bits > 8 * address.length) {
        throw fields.error(
          'bgp.prefix_length',
          `has ${bits}, an address has ${8 * address.length} bits`,
          'give at most that',
        )
      }
      return concat(Uint8Array.of(bits), address.slice(0, Math.ceil(bits / 8)))
    })
    return concat(...prefixes)
  }
}
