import { formatIpv4 } from '../../address/format-ipv4.ts'
import { formatIpv6 } from '../../address/format-ipv6.ts'
import { u16, u8 } from '../../bytes/big-endian.ts'
import { onceALayer } from '../../layers/once-a-layer.ts'
import type { Attribute } from './update.ts'
import { attributesOf, partsOf } from './update.ts'
import type { Span } from './message.ts'

/** A route's destination, as it stands in the message. */
export interface Prefix {
  readonly from: 'withdrawn' | 'nlri' | 'mp_reach' | 'mp_unreach'
  readonly version: 4 | 6
  /** Bits of the network's mask. */
  readonly length: number
  /** The network's address. */
  readonly address: string
}

const reach = 14
const unreach = 15

/**
 * All prefixes of an UPDATE, in the order of its bytes; those of other families than IPv4's and IPv6's unicast are not read.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4271#section-4.3
 * @see https://www.rfc-editor.org/rfc/rfc4760#section-5
 */
export const prefixesOf = onceALayer((bytes, layer): readonly Prefix[] => {
  const parts = partsOf(bytes, layer)
  if (parts === undefined) return []
  return [
    ...readPrefixes(bytes, parts.withdrawn, 'withdrawn', 4),
    ...attributesOf(bytes, layer).flatMap((attribute) => ofFamily(bytes, attribute)),
    ...readPrefixes(bytes, parts.reachable, 'nlri', 4),
  ]
})

/** Where the next hop of MP_REACH_NLRI is; its length stands before it. */
export function nextHopOf(bytes: Uint8Array, { start, end }: Span): Span {
  return { start: start + 4, end: Math.min(end, start + 4 + u8(bytes, start + 3)) }
}

function ofFamily(bytes: Uint8Array, { type, start, end }: Attribute): readonly Prefix[] {
  const version = u16(bytes, start) === 1 ? 4 : 6
  if (end - start < 3 || u16(bytes, start) > 2 || u8(bytes, start + 2) !== 1) return []
  // Behind the next hop stands a reserved byte.
  if (type === reach) {
    return readPrefixes(bytes, { start: nextHopOf(bytes, { start, end }).end + 1, end }, 'mp_reach', version)
  }
  return type === unreach ? readPrefixes(bytes, { start: start + 3, end }, 'mp_unreach', version) : []
}

function readPrefixes(
  bytes: Uint8Array,
  { start, end }: Span,
  from: Prefix['from'],
  version: Prefix['version'],
): readonly Prefix[] {
  const prefixes: Prefix[] = []
  const size = version === 4 ? 4 : 16
  for (let at = start; at < end;) {
    const length = u8(bytes, at)
    const next = at + 1 + Math.ceil(length / 8)
    if (length > 8 * size || next > end) break
    const network = new Uint8Array(size)
    network.set(bytes.subarray(at + 1, next))
    prefixes.push({ from, version, length, address: version === 4 ? formatIpv4(network, 0) : formatIpv6(network, 0) })
    at = next
  }
  return prefixes
}
