import { familyOf } from '@underlay/configs'
import type { FieldValue, LayerName } from '@underlay/packet'
import type { PathHeader } from '../../path/path-header.ts'
import type { Envelope, Macs, Message, PacketUnderWay, PlainPacket } from './packet.ts'

const numbers = { ipip: 4, icmp: 1, icmpv6: 58, tcp: 6, udp: 17 } as const

/** The headers of a packet as a tap shows them; `raw` for a device without a link header. */
export function headersOf(packet: PacketUnderWay, link: Macs | 'raw'): PathHeader[] {
  const { plain, envelope } = packet
  const outer = envelope ? outerHeaders(envelope) : []
  return [link === 'raw' ? header('raw', {}) : frame(link, outerFamily(packet)), ...outer, ...plainHeaders(plain)]
}

function outerFamily({ plain, envelope }: PacketUnderWay): 4 | 6 {
  return familyOf((envelope ?? plain).source)
}

function frame({ source, destination }: Macs, family: 4 | 6): PathHeader {
  return header('eth', { 'eth.src': source, 'eth.dst': destination, 'eth.type': family === 6 ? 0x86dd : 0x0800 })
}

function outerHeaders(envelope: Envelope): PathHeader[] {
  const { encapsulation, macs = {}, port, vni } = envelope
  if (encapsulation === 'ipip') return [network(envelope, numbers.ipip)]
  return [
    network(envelope, numbers.udp),
    header('udp', { 'udp.dstport': port }),
    header('vxlan', { 'vxlan.vni': vni }),
    frame(macs, familyOf(envelope.source)),
  ]
}

function plainHeaders(plain: PlainPacket): PathHeader[] {
  const { message } = plain
  const isIpv6 = familyOf(plain.source) === 6
  const protocol = message.protocol === 'icmp' && isIpv6 ? 'icmpv6' : message.protocol
  return [network(plain, numbers[protocol]), transport(message, isIpv6)]
}

type NetworkHeader = Pick<Envelope, 'source' | 'destination' | 'ttl' | 'dontFragment'>

function network({ source, destination, ttl, dontFragment }: NetworkHeader, protocol: number): PathHeader {
  return familyOf(source) === 6
    ? header('ipv6', { 'ipv6.src': source, 'ipv6.dst': destination, 'ipv6.hlim': ttl, 'ipv6.nxt': protocol })
    : header('ip', {
        'ip.src': source,
        'ip.dst': destination,
        'ip.ttl': ttl,
        'ip.proto': protocol,
        'ip.flags.df': dontFragment,
      })
}

function transport({ protocol, isRequest, sourcePort, port }: Message, isIpv6: boolean): PathHeader {
  if (protocol === 'icmp') {
    return isIpv6
      ? header('icmpv6', { 'icmpv6.type': isRequest ? 128 : 129, 'icmpv6.code': 0 })
      : header('icmp', { 'icmp.type': isRequest ? 8 : 0, 'icmp.code': 0 })
  }
  return header(protocol, { [`${protocol}.srcport`]: sourcePort, [`${protocol}.dstport`]: port })
}

function header(name: LayerName, fields: Readonly<Record<string, FieldValue | undefined>>): PathHeader {
  const known = Object.entries(fields).filter((entry): entry is [string, FieldValue] => entry[1] !== undefined)
  return { name, fields: Object.fromEntries(known) }
}
