import { formatHexNumber } from '../bytes/hex.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'
import { ah } from '../protocols/ah.ts'
import { ethernet } from '../protocols/ethernet.ts'
import { geneve } from '../protocols/geneve.ts'
import { gre } from '../protocols/gre.ts'
import { ipv6 } from '../protocols/ipv6.ts'
import { udp } from '../protocols/udp.ts'
import { vlan } from '../protocols/vlan.ts'
import { vxlan } from '../protocols/vxlan.ts'
import { describeArp } from './info-arp.ts'
import { describeBgp } from './info-bgp.ts'
import { describeDns } from './info-dns.ts'
import { describeIcmp } from './info-icmp.ts'
import { describeIcmpv6 } from './info-icmpv6.ts'
import { describeFragment, describeIp } from './info-ip.ts'
import { describeTcp } from './info-tcp.ts'
import { formatPorts } from './ports.ts'
import type { TcpNumbers } from './tcp-numbers.ts'

/** The Protocol and Info columns. */
export interface Description {
  readonly protocol: string
  readonly info: string
}

/** Says what the innermost header that is read does, in Wireshark's words; `ttl` is the innermost IP header's. */
export function describe(layers: readonly DecodedLayer[], ttl: number, tcp?: TcpNumbers): Description {
  const layer = innermost(layers)
  if (layer === undefined) return { protocol: 'data', info: 'not decoded' }
  const { bytes, start, name } = layer
  switch (name) {
    case 'tcp':
      return { protocol: 'TCP', info: describeTcp(layer, tcp) }
    case 'icmp':
      return { protocol: 'ICMP', info: describeIcmp(layer, ttl) }
    case 'icmpv6':
      return { protocol: 'ICMPv6', info: describeIcmpv6(layer, ttl) }
    case 'udp': {
      const length = Math.max(0, udp.fields['udp.length'](bytes, start) - 8)
      return { protocol: 'UDP', info: `${formatPorts(bytes, start)} Len=${length}` }
    }
    case 'arp':
      return { protocol: 'ARP', info: describeArp(layer) }
    case 'ip':
      return { protocol: 'IPv4', info: describeIp(layer) }
    case 'ipv6':
      return { protocol: 'IPv6', info: hasNoNext(layer) ? 'IPv6 no next header' : 'IPv6 payload' }
    case 'ipv6.hopopts':
    case 'ipv6.routing':
    case 'ipv6.dstopts':
      return { protocol: 'IPv6', info: 'IPv6 payload' }
    case 'ipv6.fraghdr':
      return { protocol: 'IPv6', info: describeFragment(layer) }
    case 'malformed':
      return { protocol: 'malformed', info: `[Malformed Packet: ${layer.problem ?? ''}]` }
    case 'vxlan':
      return { protocol: 'VXLAN', info: `VNI ${vxlan.fields['vxlan.vni'](bytes, start)}` }
    case 'geneve':
      return { protocol: 'Geneve', info: describeTunnel(geneve.fields['geneve.proto_type'](bytes, start)) }
    case 'gre':
      return { protocol: 'GRE', info: describeTunnel(gre.fields['gre.proto'](bytes, start)) }
    case 'mpls':
      return { protocol: 'MPLS', info: 'MPLS Label Switched Packet' }
    case 'ah':
      return { protocol: 'AH', info: `AH (SPI=${formatHexNumber(ah.fields['ah.spi'](bytes, start), 8)})` }
    case 'bgp':
      return { protocol: 'BGP', info: describeBgp(layers) }
    case 'dns':
      return { protocol: 'DNS', info: describeDns(layer) }
    case 'eth':
      return describeLink(ethernet.fields['eth.type'](bytes, start))
    case 'vlan':
      return describeLink(vlan.fields['vlan.etype'](bytes, start))
    default:
      return { protocol: name, info: 'not decoded' }
  }
}

function innermost(layers: readonly DecodedLayer[]): DecodedLayer | undefined {
  let index = layers.length - 1
  while (index >= 0 && layers[index]?.name === 'data') index--
  return layers[index]
}

function hasNoNext({ bytes, start }: DecodedLayer): boolean {
  return ipv6.fields['ipv6.nxt'](bytes, start) === 59
}

function describeTunnel(type: number): string {
  return `Encapsulated ${formatHexNumber(type, 4)} (unknown)`
}

function describeLink(type: number | undefined): Description {
  if (type === undefined) return { protocol: '802.3', info: '802.3 frame' }
  return { protocol: formatHexNumber(type, 4), info: `Ethernet type ${formatHexNumber(type, 4)}` }
}
