import { formatHexNumber } from '../bytes/hex.ts'
import type { Layer } from '../layers/layer.ts'

type Icmpv6Fields = Extract<Layer, { name: 'icmpv6' }>['fields']

/**
 * The Info column of an ICMPv6 message; `hopLimit` is its IPv6 header's.
 *
 * @see https://www.iana.org/assignments/icmpv6-parameters
 */
export function describeIcmpv6(fields: Icmpv6Fields, hopLimit: number): string {
  const type = fields['icmpv6.type']
  if (type === 128 || type === 129) {
    const id = formatHexNumber(fields['icmpv6.echo.identifier'] ?? 0, 4)
    const seq = fields['icmpv6.echo.sequence_number'] ?? 0
    return `${titles[type] ?? ''} id=${id}, seq=${seq}, hop limit=${hopLimit}`
  }
  const target = fields['icmpv6.nd.ns.target_address'] ?? fields['icmpv6.nd.na.target_address']
  const title = titles[type] ?? `Type ${type}, code ${fields['icmpv6.code']}`
  if (target === undefined) return title
  return type === 135 ? `${title} for ${target}` : `${title} ${target}`
}

const titles: Readonly<Record<number, string>> = {
  1: 'Destination Unreachable',
  2: 'Packet Too Big',
  3: 'Time Exceeded',
  4: 'Parameter Problem',
  128: 'Echo (ping) request',
  129: 'Echo (ping) reply',
  130: 'Multicast Listener Query',
  131: 'Multicast Listener Report',
  132: 'Multicast Listener Done',
  133: 'Router Solicitation',
  134: 'Router Advertisement',
  135: 'Neighbor Solicitation',
  136: 'Neighbor Advertisement',
  137: 'Redirect',
  143: 'Multicast Listener Report Message v2',
}
