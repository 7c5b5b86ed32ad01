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
import { putPorts } from './ports.ts'
import type { TcpNumbers } from './tcp-numbers.ts'
import type { TextBytes } from './text-bytes.ts'

/**
 * Says what the innermost header that is read does, in Wireshark's words; `ttl` is the innermost IP header's. The Info column
 * is put into `out`.
 *
 * @returns the Protocol column.
 */
export function describe(
  layers: readonly DecodedLayer[],
  ttl: number,
  tcp: TcpNumbers | undefined,
  out: TextBytes,
): string {
  const layer = innermost(layers)
  if (layer === undefined) return say('data', 'not decoded', out)
  const { bytes, start, name } = layer
  switch (name) {
    case 'tcp':
      describeTcp(layer, tcp, out)
      return 'TCP'
    case 'icmp':
      describeIcmp(layer, ttl, out)
      return 'ICMP'
    case 'icmpv6':
      describeIcmpv6(layer, ttl, out)
      return 'ICMPv6'
    case 'udp':
      putPorts(bytes, start, out)
        .put(' Len=')
        .putNumber(Math.max(0, udp.fields['udp.length'](bytes, start) - 8))
      return 'UDP'
    case 'arp':
      describeArp(layer, out)
      return 'ARP'
    case 'ip':
      return say('IPv4', describeIp(layer), out)
    case 'ipv6':
      return say('IPv6', hasNoNext(layer) ? 'IPv6 no next header' : 'IPv6 payload', out)
    case 'ipv6.hopopts':
    case 'ipv6.routing':
    case 'ipv6.dstopts':
      return say('IPv6', 'IPv6 payload', out)
    case 'ipv6.fraghdr':
      return say('IPv6', describeFragment(layer), out)
    case 'malformed':
      return say('malformed', `[Malformed Packet: ${layer.problem ?? ''}]`, out)
    case 'vxlan':
      return say('VXLAN', `VNI ${vxlan.fields['vxlan.vni'](bytes, start)}`, out)
    case 'geneve':
      return say('Geneve', describeTunnel(geneve.fields['geneve.proto_type'](bytes, start)), out)
    case 'gre':
      return say('GRE', describeTunnel(gre.fields['gre.proto'](bytes, start)), out)
    case 'mpls':
      return say('MPLS', 'MPLS Label Switched Packet', out)
    case 'ah':
      return say('AH', `AH (SPI=${formatHexNumber(ah.fields['ah.spi'](bytes, start), 8)})`, out)
    case 'bgp':
      return say('BGP', describeBgp(layers), out)
    case 'dns':
      return say('DNS', describeDns(layer), out)
    case 'eth':
      return describeLink(ethernet.fields['eth.type'](bytes, start), out)
    case 'vlan':
      return describeLink(vlan.fields['vlan.etype'](bytes, start), out)
    default:
      return say(name, 'not decoded', out)
  }
}

function say(protocol: string, info: string, out: TextBytes): string {
  out.put(info)
  return protocol
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

function describeLink(type: number | undefined, out: TextBytes): string {
  if (type === undefined) return say('802.3', '802.3 frame', out)
  return say(formatHexNumber(type, 4), `Ethernet type ${formatHexNumber(type, 4)}`, out)
}
