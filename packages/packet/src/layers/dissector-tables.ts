import { arp } from '../protocols/arp.ts'
import { data } from '../protocols/data.ts'
import { ethernet } from '../protocols/ethernet.ts'
import { icmp } from '../protocols/icmp.ts'
import { icmpv6 } from '../protocols/icmpv6.ts'
import { ip } from '../protocols/ip.ts'
import { ipv6DestinationOptions, ipv6Fragment, ipv6HopByHop, ipv6Routing } from '../protocols/ipv6-extension.ts'
import { ipv6 } from '../protocols/ipv6.ts'
import { loopback } from '../protocols/loopback.ts'
import { malformed } from '../protocols/malformed.ts'
import { raw } from '../protocols/raw.ts'
import { sll, sll2 } from '../protocols/sll.ts'
import { tcp } from '../protocols/tcp.ts'
import { udp } from '../protocols/udp.ts'
import { vlan } from '../protocols/vlan.ts'
import { vxlan } from '../protocols/vxlan.ts'
import type { Cursor, Protocol } from './protocol.ts'

/** All protocols that are read; the types of layers and fields follow from this list. */
export const protocols = [
  ethernet,
  vlan,
  arp,
  ip,
  ipv6,
  ipv6HopByHop,
  ipv6Routing,
  ipv6DestinationOptions,
  ipv6Fragment,
  icmp,
  icmpv6,
  tcp,
  udp,
  vxlan,
  raw,
  loopback,
  sll,
  sll2,
  data,
  malformed,
] as const

/**
 * The protocol of a capture's link type, `data` for one that is not known.
 *
 * @see https://www.tcpdump.org/linktypes.html
 */
export function linkProtocol(linkType: number): Protocol {
  switch (linkType) {
    case 1:
      return ethernet
    case 0:
      return loopback
    // 12 and 14 are DLT_RAW as Linux and OpenBSD number it; files of theirs exist.
    case 12:
    case 14:
    case 101:
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
    case 'ip.version':
      return byIpVersion(cursor.key)
    case 'udp.port':
      return isVxlan(cursor) ? vxlan : data
    case 'eth':
      return ethernet
    case 'data':
      return data
    case 'none':
      return undefined
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
    case 0x8100:
      return vlan
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
    case 58:
      return icmpv6
    case 59:
      return undefined
    case 60:
      return ipv6DestinationOptions
    default:
      return data
  }
}

function byIpVersion(version: number): Protocol {
  if (version === 4) return ip
  return version === 6 ? ipv6 : data
}

function isVxlan(cursor: Cursor): boolean {
  return cursor.key === 4789 || cursor.vxlanPorts.includes(cursor.key)
}
