import { formatIpv4 } from '../../address/format-ipv4.ts'
import { formatIpv6 } from '../../address/format-ipv6.ts'
import { u16, u32, u8 } from '../../bytes/big-endian.ts'
import { formatHex } from '../../bytes/hex.ts'
import type { DecodedLayer } from '../../layers/decoded-layer.ts'
import { listed } from '../../layers/protocol.ts'
import { segmentsOf } from './as-path.ts'
import { forEach } from './message.ts'
import type { Prefix } from './prefix.ts'
import { nextHopOf, prefixesOf } from './prefix.ts'
import { attributesOf, attributesOfType, chunks, partsOf } from './update.ts'

const origins = attributesOfType([1], 1)
const nextHops = attributesOfType([3], 4)
const discriminators = attributesOfType([4], 4)
const preferences = attributesOfType([5], 4)
const aggregators = attributesOfType([7, 18], 6)
const communities = attributesOfType([8], 4)
const originators = attributesOfType([9], 4)
const clusters = attributesOfType([10], 4)
const reaches = attributesOfType([14], 4)
const unreaches = attributesOfType([15], 3)

/**
 * Fields of an UPDATE message, each with all its values in the order of the bytes.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4271#section-4.3
 * @see https://www.rfc-editor.org/rfc/rfc4760#section-3
 */
export const updateFields = {
  'bgp.update.withdrawn_routes.length': (bytes: Uint8Array, start: number, layer: DecodedLayer) =>
    partsOf(bytes, layer) && u16(bytes, start + 19),
  'bgp.update.path_attributes.length': (bytes: Uint8Array, _start: number, layer: DecodedLayer) => {
    const place = partsOf(bytes, layer)?.attributes
    return place && place.end - place.start
  },
  'bgp.prefix_length': (bytes: Uint8Array, _start: number, layer: DecodedLayer) =>
    listed(prefixesOf(bytes, layer).map(({ length }) => length)),
  'bgp.withdrawn_prefix': prefixReader('withdrawn', 4),
  'bgp.nlri_prefix': prefixReader('nlri', 4),
  'bgp.mp_reach_nlri_ipv4_prefix': prefixReader('mp_reach', 4),
  'bgp.mp_reach_nlri_ipv6_prefix': prefixReader('mp_reach', 6),
  'bgp.mp_unreach_nlri_ipv4_prefix': prefixReader('mp_unreach', 4),
  'bgp.mp_unreach_nlri_ipv6_prefix': prefixReader('mp_unreach', 6),
  'bgp.update.path_attribute.flags': forEach(attributesOf, (bytes, { at }) => u8(bytes, at)),
  'bgp.update.path_attribute.type_code': forEach(attributesOf, (_, { type }) => type),
  'bgp.update.path_attribute.length': forEach(attributesOf, (_, { start, end }) => end - start),
  'bgp.update.path_attribute.origin': forEach(origins, (bytes, { start }) => u8(bytes, start)),
  'bgp.update.path_attribute.as_path_segment.type': forEach(segmentsOf, (_, { type }) => type),
  'bgp.update.path_attribute.as_path_segment.length': forEach(segmentsOf, (_, { numbers }) => numbers.length),
  'bgp.update.path_attribute.as_path_segment.as2': asReader(2),
  'bgp.update.path_attribute.as_path_segment.as4': asReader(4),
  'bgp.update.path_attribute.next_hop': forEach(nextHops, (bytes, { start }) => formatIpv4(bytes, start)),
  'bgp.update.path_attribute.multi_exit_disc': forEach(discriminators, (bytes, { start }) => u32(bytes, start)),
  'bgp.update.path_attribute.local_pref': forEach(preferences, (bytes, { start }) => u32(bytes, start)),
  'bgp.update.path_attribute.aggregator_as': forEach(aggregators, (bytes, { start, end }) =>
    end - start >= 8 ? u32(bytes, start) : u16(bytes, start),
  ),
  'bgp.update.path_attribute.aggregator_origin': forEach(aggregators, (bytes, { end }) => formatIpv4(bytes, end - 4)),
  'bgp.update.path_attribute.community_wellknown': communityReader(true, (bytes, at) => u32(bytes, at)),
  'bgp.update.path_attribute.community_as': communityReader(false, (bytes, at) => u16(bytes, at)),
  'bgp.update.path_attribute.community_value': communityReader(false, (bytes, at) => u16(bytes, at + 2)),
  'bgp.update.path_attribute.originator_id': forEach(originators, (bytes, { start }) => formatIpv4(bytes, start)),
  'bgp.path_attribute.cluster_id': (bytes: Uint8Array, _start: number, layer: DecodedLayer) =>
    listed(clusters(bytes, layer).flatMap((each) => chunks(each, 4).map((at) => formatIpv4(bytes, at)))),
  'bgp.update.path_attribute.mp_reach_nlri.afi': forEach(reaches, (bytes, { start }) => u16(bytes, start)),
  'bgp.update.path_attribute.mp_reach_nlri.safi': forEach(reaches, (bytes, { start }) => u8(bytes, start + 2)),
  'bgp.update.path_attribute.mp_reach_nlri.next_hop': forEach(reaches, (bytes, each) =>
    formatHex(bytes, each.start + 3, nextHopOf(bytes, each).end, ''),
  ),
  'bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv4': forEach(reaches, (bytes, each) => {
    const { start, end } = nextHopOf(bytes, each)
    return end - start === 4 ? formatIpv4(bytes, start) : undefined
  }),
  'bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv6': forEach(reaches, (bytes, each) => {
    const { start, end } = nextHopOf(bytes, each)
    return end - start === 16 || end - start === 32 ? formatIpv6(bytes, start) : undefined
  }),
  'bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv6.link_local': forEach(reaches, (bytes, each) => {
    const { start, end } = nextHopOf(bytes, each)
    return end - start === 32 ? formatIpv6(bytes, start + 16) : undefined
  }),
  'bgp.update.path_attribute.mp_unreach_nlri.afi': forEach(unreaches, (bytes, { start }) => u16(bytes, start)),
  'bgp.update.path_attribute.mp_unreach_nlri.safi': forEach(unreaches, (bytes, { start }) => u8(bytes, start + 2)),
}

function prefixReader(from: Prefix['from'], version: Prefix['version']) {
  return (bytes: Uint8Array, _start: number, layer: DecodedLayer): readonly string[] | undefined =>
    listed(
      prefixesOf(bytes, layer)
        .filter((each) => each.from === from && each.version === version)
        .map(({ address }) => address),
    )
}

function asReader(size: 2 | 4) {
  return (bytes: Uint8Array, _start: number, layer: DecodedLayer): readonly number[] | undefined =>
    listed(segmentsOf(bytes, layer).flatMap((segment) => (segment.size === size ? segment.numbers : [])))
}

function communityReader(isKnown: boolean, read: (bytes: Uint8Array, at: number) => number) {
  return (bytes: Uint8Array, _start: number, layer: DecodedLayer): readonly number[] | undefined =>
    listed(
      communities(bytes, layer)
        .flatMap((each) => chunks(each, 4))
        .filter((at) => isWellKnown(u32(bytes, at)) === isKnown)
        .map((at) => read(bytes, at)),
    )
}

/** @see https://www.iana.org/assignments/bgp-well-known-communities */
function isWellKnown(community: number): boolean {
  return (community >= 0xffffff01 && community <= 0xffffff04) || (community >= 0xffff0000 && community <= 0xffff0008)
}
