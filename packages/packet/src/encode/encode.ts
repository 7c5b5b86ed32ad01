import type { EncodableLayer } from './encodable-layer.ts'
import { EncodeError } from './encode-error.ts'
import { encodeStack } from './encode-stack.ts'
import { linkTypeOf } from './link-type.ts'

/** How to encode. */
export interface EncodeOptions {
  /**
   * LINKTYPE_ value of the interface. The first layer tells by default: 1 for `eth`, 101 for `raw`, `ip` and `ipv6`,
   * 113 for `sll`, 276 for an `sll` with `sll.ifindex`, 0 for `null`; any other needs it.
   */
  readonly linkType?: number
}

/** A packet that was built: what `decode`, `writePcap` and `writePcapng` take. */
export interface EncodedPacket {
  readonly bytes: Uint8Array
  /** LINKTYPE_ value of the interface that it belongs to. */
  readonly linkType: number
}

/**
 * Builds a packet from its layers, outermost first, by the names that `decode` gives: `decode(encode(layers))` has the
 * same fields, and `encode(decode(packet))` the bytes of every well-formed packet.
 *
 * Lengths, checksums and the numbers of the next protocol are derived, TTL and hop limit are 64, ICMP is an echo request,
 * everything else is 0. What is given wins, so that broken packets can be built on purpose; to change a layer that was
 * decoded, leave out what has to follow: `{ ...fields, 'ip.ttl': 1, 'ip.checksum': undefined }`.
 *
 * Well-formed is what has no `malformed` layer and no byte that no field tells: the reserved bytes of SLL2 and of a
 * pseudowire's control word are 0, BSD loopback is little-endian, and an IPv4 total length of 0, as of a segment that a card
 * would cut, is the length that `ip.len` gives.
 *
 * @throws {EncodeError} when a value does not fit, an address has the other family, a field is unknown or contradicts
 * others, a layer is `malformed`, or the first layer does not tell the link type
 * @example
 * ```ts
 * const packet = encode([
 *   { name: 'eth', fields: { 'eth.src': '02:00:0a:01:05:0a', 'eth.dst': '02:00:0a:01:05:01' } },
 *   { name: 'ip', fields: { 'ip.src': '10.1.5.10', 'ip.dst': '10.1.8.10' } },
 *   { name: 'ip', fields: { 'ip.src': '10.98.81.4', 'ip.dst': '10.98.193.193' } },
 *   { name: 'icmp', fields: { 'icmp.ident': 1, 'icmp.seq': 1 } },
 *   { name: 'data', fields: { 'data.data': '68656c6c6f' } },
 * ])
 * frameProtocols(decode(packet)) // 'eth:ethertype:ip:ip:icmp:data'
 * ```
 * @see https://www.wireshark.org/docs/dfref/
 */
export function encode(layers: readonly EncodableLayer[], options: EncodeOptions = {}): EncodedPacket {
  const first = layers[0]
  const isIndexed = options.linkType === 276 || hasIndex(first)
  const linkType = options.linkType ?? linkTypeOf(first?.name, isIndexed)
  const bytes = encodeStack(layers, linkType, isIndexed)
  if (linkType !== undefined) return { bytes, linkType }
  throw new EncodeError({
    layerIndex: 0,
    layer: `layer 0 (${first?.name ?? 'none'})`,
    field: undefined,
    problem: 'does not tell the link type',
    fix: 'begin with eth, ip, ipv6, raw, sll or null, or give linkType',
  })
}

function hasIndex(layer: EncodableLayer | undefined): boolean {
  return layer?.name === 'sll' && layer.fields !== undefined && 'sll.ifindex' in layer.fields
}
