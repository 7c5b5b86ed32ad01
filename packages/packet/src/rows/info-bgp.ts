import { formatHexNumber } from '../bytes/hex.ts'
import type { Layer } from '../layers/layer.ts'
import { quickFields } from '../layers/quick-fields.ts'

/**
 * The Info column of a segment's BGP messages, one after the other.
 *
 * @see https://www.iana.org/assignments/bgp-parameters "BGP Message Types"
 */
export function describeBgp(layers: readonly Layer[]): string {
  const messages = layers.flatMap((layer) => (layer.name === 'bgp' ? [quickFields(layer)['bgp.type']] : []))
  const known = messages.filter((type) => type !== undefined)
  return known.length === 0 ? 'Continuation' : known.map((type) => describeType(type)).join(', ')
}

function describeType(type: number): string {
  const name = names[type]
  return name === undefined ? `Unknown message type (${formatHexNumber(type, 2)})` : `${name} Message`
}

const names = ['', 'OPEN', 'UPDATE', 'NOTIFICATION', 'KEEPALIVE', 'ROUTE-REFRESH', 'CAPABILITY']
