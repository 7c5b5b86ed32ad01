import { formatHexNumber } from '../bytes/hex.ts'
import type { Layer } from '../layers/layer.ts'
import { quickFields } from '../layers/quick-fields.ts'
import { describeArp } from './info-arp.ts'
import { describeBgp } from './info-bgp.ts'
import { describeDns } from './info-dns.ts'
import { describeIcmp } from './info-icmp.ts'
import { describeIcmpv6 } from './info-icmpv6.ts'
import { describeTcp } from './info-tcp.ts'
import type { TcpNumbers } from './tcp-numbers.ts'

/** The Protocol and Info columns. */
export interface Description {
  readonly protocol: string
  readonly info: string
}

/** Says what the innermost header that is read does, in Wireshark's words. */
export function describe(layers: readonly Layer[], tcp?: TcpNumbers): Description {
  const layer = layers.findLast(({ name }) => name !== 'data')
  switch (layer?.name) {
    case 'icmp':
      return { protocol: 'ICMP', info: describeIcmp(quickFields(layer), enclosingTtl(layers)) }
    case 'icmpv6':
      return { protocol: 'ICMPv6', info: describeIcmpv6(quickFields(layer), enclosingTtl(layers)) }
    case 'tcp':
      return { protocol: 'TCP', info: describeTcp(quickFields(layer), tcp) }
    case 'udp': {
      const fields = quickFields(layer)
      const length = Math.max(0, fields['udp.length'] - 8)
      return { protocol: 'UDP', info: `${fields['udp.srcport']} → ${fields['udp.dstport']} Len=${length}` }
    }
    case 'arp':
      return { protocol: 'ARP', info: describeArp(quickFields(layer)) }
    case 'ip':
      return { protocol: 'IPv4', info: describeIp(quickFields(layer)) }
    case 'ipv6':
      return { protocol: 'IPv6', info: quickFields(layer)['ipv6.nxt'] === 59 ? 'IPv6 no next header' : 'IPv6 payload' }
    case 'ipv6.hopopts':
    case 'ipv6.routing':
    case 'ipv6.dstopts':
      return { protocol: 'IPv6', info: 'IPv6 payload' }
    case 'ipv6.fraghdr':
      return { protocol: 'IPv6', info: describeFragment(quickFields(layer)) }
    case 'malformed':
      return { protocol: 'malformed', info: `[Malformed Packet: ${quickFields(layer)['_ws.expert.message'] ?? ''}]` }
    case 'vxlan':
      return { protocol: 'VXLAN', info: `VNI ${quickFields(layer)['vxlan.vni']}` }
    case 'geneve':
      return { protocol: 'Geneve', info: describeTunnel(quickFields(layer)['geneve.proto_type']) }
    case 'gre':
      return { protocol: 'GRE', info: describeTunnel(quickFields(layer)['gre.proto']) }
    case 'mpls':
      return { protocol: 'MPLS', info: 'MPLS Label Switched Packet' }
    case 'ah':
      return { protocol: 'AH', info: `AH (SPI=${formatHexNumber(quickFields(layer)['ah.spi'], 8)})` }
    case 'bgp':
      return { protocol: 'BGP', info: describeBgp(layers) }
    case 'dns':
      return { protocol: 'DNS', info: describeDns(layer) }
    case 'eth':
    case 'vlan': {
      const type = layer.name === 'eth' ? quickFields(layer)['eth.type'] : quickFields(layer)['vlan.etype']
      const info = type === undefined ? '802.3 frame' : `Ethernet type ${formatHexNumber(type, 4)}`
      return { protocol: type === undefined ? '802.3' : formatHexNumber(type, 4), info }
    }
    default:
      return { protocol: layer?.name ?? 'data', info: 'not decoded' }
  }
}

function describeTunnel(type: number): string {
  return `Encapsulated ${formatHexNumber(type, 4)} (unknown)`
}

function describeIp(fields: Extract<Layer, { name: 'ip' }>['fields']): string {
  const protocol = fields['ip.proto']
  const name = protocolNames[protocol] ?? 'Unknown'
  if (fields['ip.frag_offset'] === 0) return `${name} (${protocol})`
  const id = fields['ip.id'].toString(16).padStart(4, '0')
  return `Fragmented IP protocol (proto=${name} ${protocol}, off=${fields['ip.frag_offset'] * 8}, ID=${id})`
}

function describeFragment(fields: Extract<Layer, { name: 'ipv6.fraghdr' }>['fields']): string {
  const more = fields['ipv6.fraghdr.more'] ? 'y' : 'n'
  const ident = formatHexNumber(fields['ipv6.fraghdr.ident'], 8)
  return `IPv6 fragment (off=${fields['ipv6.fraghdr.offset'] * 8} more=${more} ident=${ident} nxt=${fields['ipv6.fraghdr.nxt']})`
}

const protocolNames: Readonly<Record<number, string>> = {
  1: 'ICMP',
  2: 'IGMP',
  4: 'IPIP',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
}

function enclosingTtl(layers: readonly Layer[]): number {
  const network = layers.findLast(({ name }) => name === 'ip' || name === 'ipv6')
  if (network?.name === 'ip') return quickFields(network)['ip.ttl']
  return network?.name === 'ipv6' ? quickFields(network)['ipv6.hlim'] : 0
}
