import { concat, u16Of, u32Of } from '../../bytes/build.ts'
import type { GivenFields } from '../given-fields.ts'
import type { PrefixWriter } from './prefixes.ts'

const wellKnown = 0x40
const optional = 0x80
const transitive = 0xc0
const extendedLength = 0x10

/**
 * The path attributes that are given, by their numbers.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4271#section-5.1
 * @see https://www.rfc-editor.org/rfc/rfc4760#section-3
 */
export function attributesOf(fields: GivenFields, write: PrefixWriter): Uint8Array {
  const reachesIpv6 = reachOf(fields, write)
  const hasNetwork = reachesIpv6 !== undefined || fields.has('bgp.nlri_prefix')
  const origins = fields.integers('bgp.update.path_attribute.origin', 8) ?? (hasNetwork ? [0] : [])
  return concat(
    ...origins.map((origin) => attribute(wellKnown, 1, Uint8Array.of(origin))),
    asPath(fields, hasNetwork),
    ...addresses(fields, 'next_hop').map((hop) => attribute(wellKnown, 3, hop)),
    ...words(fields, 'multi_exit_disc').map((value) => attribute(optional, 4, value)),
    ...words(fields, 'local_pref').map((value) => attribute(wellKnown, 5, value)),
    ...aggregators(fields),
    communities(fields),
    ...addresses(fields, 'originator_id').map((origin) => attribute(optional, 9, origin)),
    clusters(fields),
    reachesIpv6 === undefined ? new Uint8Array(0) : attribute(optional, 14, reachesIpv6),
    unreachOf(fields, write),
  )
}

function attribute(flags: number, type: number, value: Uint8Array): Uint8Array {
  if (value.length < 256) return concat(Uint8Array.of(flags, type, value.length), value)
  return concat(Uint8Array.of(flags | extendedLength, type), u16Of(value.length), value)
}

function words(fields: GivenFields, name: 'multi_exit_disc' | 'local_pref'): readonly Uint8Array[] {
  return (fields.integers(`bgp.update.path_attribute.${name}`, 32) ?? []).map((value) => u32Of(value))
}

function addresses(fields: GivenFields, name: 'next_hop' | 'originator_id'): readonly Uint8Array[] {
  return fields.addresses(`bgp.update.path_attribute.${name}`, 'IPv4')
}

/** One sequence of numbers, or as many segments as have a type; of four bytes unless `as2` is given. */
function asPath(fields: GivenFields, isNeeded: boolean): Uint8Array {
  const short = fields.integers('bgp.update.path_attribute.as_path_segment.as2', 16)
  const numbers = [...(short ?? fields.integers('bgp.update.path_attribute.as_path_segment.as4', 32) ?? [])]
  const types = fields.integers('bgp.update.path_attribute.as_path_segment.type', 8) ?? (numbers.length > 0 ? [2] : [])
  const lengths = fields.integers('bgp.update.path_attribute.as_path_segment.length', 8) ?? []
  if (types.length === 0 && !isNeeded) return new Uint8Array(0)
  const segments = types.map((type, index) => {
    const own = numbers.splice(0, lengths[index] ?? numbers.length)
    return concat(Uint8Array.of(type, own.length), ...own.map((each) => (short ? u16Of(each) : u32Of(each))))
  })
  return attribute(wellKnown, 2, concat(...segments))
}

function aggregators(fields: GivenFields): readonly Uint8Array[] {
  const numbers = fields.integers('bgp.update.path_attribute.aggregator_as', 32) ?? []
  const origins = fields.addresses('bgp.update.path_attribute.aggregator_origin', 'IPv4')
  return origins.map((origin, index) => attribute(transitive, 7, concat(u32Of(numbers[index] ?? 0), origin)))
}

/** @see https://www.rfc-editor.org/rfc/rfc1997 */
function communities(fields: GivenFields): Uint8Array {
  const autonomous = fields.integers('bgp.update.path_attribute.community_as', 16) ?? []
  const values = fields.integers('bgp.update.path_attribute.community_value', 16) ?? []
  const known = fields.integers('bgp.update.path_attribute.community_wellknown', 32) ?? []
  const all = [...autonomous.map((high, index) => concat(u16Of(high), u16Of(values[index] ?? 0))), ...known.map(u32Of)]
  return all.length === 0 ? new Uint8Array(0) : attribute(transitive, 8, concat(...all))
}

/** @see https://www.rfc-editor.org/rfc/rfc4456#section-8 */
function clusters(fields: GivenFields): Uint8Array {
  const all = fields.addresses('bgp.path_attribute.cluster_id', 'IPv4')
  return all.length === 0 ? new Uint8Array(0) : attribute(optional, 10, concat(...all))
}

/** IPv6 networks and their next hop; undefined when none are given. */
function reachOf(fields: GivenFields, write: PrefixWriter): Uint8Array | undefined {
  if (!fields.has('bgp.mp_reach_nlri_ipv6_prefix')) return undefined
  const name = 'bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv6'
  const hop = concat(...fields.addresses(name, 'IPv6'), ...fields.addresses(`${name}.link_local`, 'IPv6'))
  const networks = write('bgp.mp_reach_nlri_ipv6_prefix', 'IPv6')
  return concat(Uint8Array.of(0, 2, 1, hop.length), hop, Uint8Array.of(0), networks)
}

function unreachOf(fields: GivenFields, write: PrefixWriter): Uint8Array {
  if (!fields.has('bgp.mp_unreach_nlri_ipv6_prefix')) return new Uint8Array(0)
  const networks = write('bgp.mp_unreach_nlri_ipv6_prefix', 'IPv6')
  return attribute(optional, 15, concat(Uint8Array.of(0, 2, 1), networks))
}
