/**
 * The EtherType of a layer; of data it is the first one for local experiments.
 *
 * @see https://www.iana.org/assignments/ieee-802-numbers
 */
export function etherTypeOf(next: string | undefined): number {
  return etherTypes[next ?? 'data'] ?? 0x88b5
}

/**
 * The protocol number of a layer behind IP: 59 where nothing follows, of data the first one for experiments.
 *
 * @see https://www.iana.org/assignments/protocol-numbers
 * @see https://www.rfc-editor.org/rfc/rfc3692#section-2.1
 */
export function ipProtocolOf(next: string | undefined): number {
  return next === undefined ? 59 : (ipProtocols[next] ?? 253)
}

/** The well-known port of a layer behind UDP or TCP, 0 for data. */
export function portOf(next: string | undefined): number {
  return ports[next ?? 'data'] ?? 0
}

const etherTypes: Readonly<Record<string, number>> = {
  ip: 0x0800,
  arp: 0x0806,
  eth: 0x6558,
  vlan: 0x8100,
  ipv6: 0x86dd,
  mpls: 0x8847,
  ieee8021ad: 0x88a8,
}

const ipProtocols: Readonly<Record<string, number>> = {
  'ipv6.hopopts': 0,
  icmp: 1,
  ip: 4,
  tcp: 6,
  udp: 17,
  ipv6: 41,
  'ipv6.routing': 43,
  'ipv6.fraghdr': 44,
  gre: 47,
  ah: 51,
  icmpv6: 58,
  'ipv6.dstopts': 60,
  mpls: 137,
  eth: 143,
}

const ports: Readonly<Record<string, number>> = { dns: 53, bgp: 179, vxlan: 4789, geneve: 6081, mpls: 6635 }
