import { ah } from '../protocols/ah.ts'
import { arp } from '../protocols/arp.ts'
import { bgp } from '../protocols/bgp/bgp.ts'
import { data } from '../protocols/data.ts'
import { dns } from '../protocols/dns/dns.ts'
import { ethernet } from '../protocols/ethernet.ts'
import { geneve } from '../protocols/geneve.ts'
import { gre } from '../protocols/gre.ts'
import { icmp } from '../protocols/icmp.ts'
import { icmpv6 } from '../protocols/icmpv6.ts'
import { ieee8021ad } from '../protocols/ieee8021ad.ts'
import { ip } from '../protocols/ip.ts'
import { ipv6DestinationOptions, ipv6Fragment, ipv6HopByHop, ipv6Routing } from '../protocols/ipv6-extension.ts'
import { ipv6 } from '../protocols/ipv6.ts'
import { loopback } from '../protocols/loopback.ts'
import { associatedChannel, mpls, pseudowireControlWord } from '../protocols/mpls.ts'
import { raw } from '../protocols/raw.ts'
import { sll, sll2 } from '../protocols/sll.ts'
import { tcp } from '../protocols/tcp.ts'
import { udp } from '../protocols/udp.ts'
import { vlan } from '../protocols/vlan.ts'
import { vxlan } from '../protocols/vxlan.ts'
import type { Cursor, Protocol } from './protocol.ts'

/**
 * The protocol of a capture's link type, `data` for one that is not known.
 *
 * @see https://www.tcpdump.org/linktypes.html
 */
export function linkProtocol(linkType: number): Protocol {
  switch (linkType) {
    case 1:
      return ethernet
    // 108 is the same with the family in network order.
    case 0:
    case 108:
      return loopback
    // 12 and 14 are DLT_RAW as Linux and OpenBSD number it; files of theirs exist.
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return raw
    case 113:
      return sll
    case 276:
      return sll2
    default:
      return data
  }
}

/** The protocol that the cursor's table names for its key; undefined at the end of the packet. */
export function nextProtocol(cursor: Cursor): Protocol | undefined {
  switch (cursor.table) {
    case 'ethertype':
      return byEthertype(cursor.key)
    case 'ip.proto':
      return byIpProtocol(cursor)
    case 'udp.port':
      return byUdpPort(cursor, cursor.key) ?? byUdpPort(cursor, cursor.otherKey) ?? data
    case 'tcp.port':
      if (cursor.start === cursor.end) return undefined
      return byTcpPort(cursor.key) ?? byTcpPort(cursor.otherKey) ?? data
    case 'bgp':
      return bgp
    case 'dns':
      return dns
    case 'eth':
      return ethernet
    case 'data':
      return data
    case 'none':
      return undefined
    case 'ip.version':
      return byIpVersion(cursor.key)
    case 'gre.proto':
      return byGreProtocol(cursor.key)
    case 'mpls':
      return byFirstBits(cursor.key)
    case 'pwach.channel_type':
      return byChannelType(cursor.key)
  }
}

/** @see https://www.iana.org/assignments/ieee-802-numbers */
function byEthertype(type: number): Protocol {
  switch (type) {
    case 0x0800:
      return ip
    case 0x0806:
      return arp
    case 0x86dd:
      return ipv6
    // 0x9100 was the outer tag of QinQ before 802.1ad.
    case 0x8100:
    case 0x9100:
      return vlan
    case 0x88a8:
      return ieee8021ad
    case 0x8847:
    case 0x8848:
      return mpls
    case 0x6558:
      return ethernet
    default:
      return data
  }
}

/** @see https://www.iana.org/assignments/protocol-numbers */
function byIpProtocol(cursor: Cursor): Protocol | undefined {
  switch (cursor.key) {
    case 0:
      return ipv6HopByHop
    case 1:
      return icmp
    case 4:
      return ip
    // RFC 792 quotes 8 bytes: enough for UDP, not for TCP. That is no fault of the packet.
    case 6:
      return cursor.quoted && cursor.end - cursor.start < 20 ? data : tcp
    case 17:
      return udp
    case 41:
      return ipv6
    case 43:
      return ipv6Routing
    case 44:
      return ipv6Fragment
    case 47:
      return gre
    case 51:
      return ah
    case 58:
      return icmpv6
    case 59:
      return undefined
    case 60:
      return ipv6DestinationOptions
    case 137:
      return mpls
    case 143:
      return ethernet
    default:
      return data
  }
}

function byIpVersion(version: number): Protocol {
  if (version === 4) return ip
  return version === 6 ? ipv6 : data
}

/** @see https://www.iana.org/assignments/service-names-port-numbers */
function byUdpPort(cursor: Cursor, port: number): Protocol | undefined {
  if (port === 4789 || cursor.vxlanPorts.includes(port)) return vxlan
  if (port === 53) return dns
  if (port === 6081) return geneve
  return port === 6635 ? mpls : undefined
}

function byTcpPort(port: number): Protocol | undefined {
  if (port === 53) return dns
  return port === 179 ? bgp : undefined
}

/** EtherTypes, of which Wireshark reads fewer here; Geneve's are the same. */
function byGreProtocol(type: number): Protocol {
  switch (type) {
    case 0x0800:
    case 0x0806:
    case 0x86dd:
    case 0x6558:
    case 0x8847:
    case 0x8848:
      return byEthertype(type)
    default:
      return data
  }
}

function byFirstBits(bits: number): Protocol {
  if (bits === 0) return pseudowireControlWord
  return bits === 1 ? associatedChannel : byIpVersion(bits)
}

/** @see https://www.iana.org/assignments/g-ach-parameters */
function byChannelType(type: number): Protocol {
  if (type === 0x21) return ip
  return type === 0x57 ? ipv6 : data
}
