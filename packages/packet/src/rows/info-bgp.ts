import { formatHexNumber } from '../bytes/hex.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'
import { bgp } from '../protocols/bgp/bgp.ts'

/**
 * The Info column of a segment's BGP messages, one after the other.
 *
 * @see https://www.iana.org/assignments/bgp-parameters "BGP Message Types"
 */
export function describeBgp(layers: readonly DecodedLayer[]): string {
  const messages = layers.filter(({ protocol }) => protocol === bgp)
  const types = messages.map((layer) => bgp.fields['bgp.type'](layer.bytes, layer.start, layer))
  const known = types.filter((type) => type !== undefined)
  return known.length === 0 ? 'Continuation' : known.map((type) => describeType(type)).join(', ')
}

function describeType(type: number): string {
  const name = names[type]
  return name === undefined ? `Unknown message type (${formatHexNumber(type, 2)})` : `${name} Message`
}

const names = ['', 'OPEN', 'UPDATE', 'NOTIFICATION', 'KEEPALIVE', 'ROUTE-REFRESH', 'CAPABILITY']
