import { formatHexNumber } from '../bytes/hex.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'
import { ip } from '../protocols/ip.ts'
import { ipv6Fragment } from '../protocols/ipv6-extension.ts'

/** The Info column of an IPv4 packet whose payload is not read: a fragment, or a protocol that nobody knows. */
export function describeIp({ bytes, start }: DecodedLayer): string {
  const protocol = ip.fields['ip.proto'](bytes, start)
  const offset = ip.fields['ip.frag_offset'](bytes, start)
  const name = protocolNames[protocol] ?? 'Unknown'
  if (offset === 0) return `${name} (${protocol})`
  const id = ip.fields['ip.id'](bytes, start).toString(16).padStart(4, '0')
  return `Fragmented IP protocol (proto=${name} ${protocol}, off=${offset * 8}, ID=${id})`
}

/** The Info column of an IPv6 fragment. */
export function describeFragment({ bytes, start }: DecodedLayer): string {
  const read = ipv6Fragment.fields
  const more = read['ipv6.fraghdr.more'](bytes, start) ? 'y' : 'n'
  const ident = formatHexNumber(read['ipv6.fraghdr.ident'](bytes, start), 8)
  const offset = read['ipv6.fraghdr.offset'](bytes, start) * 8
  return `IPv6 fragment (off=${offset} more=${more} ident=${ident} nxt=${read['ipv6.fraghdr.nxt'](bytes, start)})`
}

const protocolNames: Readonly<Record<number, string>> = {
  1: 'ICMP',
  2: 'IGMP',
  4: 'IPIP',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
}
