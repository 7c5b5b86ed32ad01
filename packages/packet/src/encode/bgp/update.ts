import { concat, u16Of } from '../../bytes/build.ts'
import type { GivenFields } from '../given-fields.ts'
import { attributesOf } from './attributes.ts'
import { prefixWriter } from './prefixes.ts'

/**
 * Withdrawn routes, path attributes and reachable networks; ORIGIN and an empty AS_PATH are there when a network is.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4271#section-4.3
 */
export function updateBody(fields: GivenFields): Uint8Array {
  // In the order of the message, because one array has the lengths of all prefixes.
  const write = prefixWriter(fields)
  const withdrawn = write('bgp.withdrawn_prefix', 'IPv4')
  const attributes = attributesOf(fields, write)
  const reachable = write('bgp.nlri_prefix', 'IPv4')
  return concat(
    u16Of(fields.integer('bgp.update.withdrawn_routes.length', 16, withdrawn.length)),
    withdrawn,
    u16Of(fields.integer('bgp.update.path_attributes.length', 16, attributes.length)),
    attributes,
    reachable,
  )
}
