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
import { malformed } from '../protocols/malformed.ts'
import { associatedChannel, mpls, pseudowireControlWord } from '../protocols/mpls.ts'
import { raw } from '../protocols/raw.ts'
import { sll, sll2 } from '../protocols/sll.ts'
import { tcp } from '../protocols/tcp.ts'
import { udp } from '../protocols/udp.ts'
import { vlan } from '../protocols/vlan.ts'
import { vxlan } from '../protocols/vxlan.ts'

/** All protocols that are read; the types of layers and fields follow from this list. */
export const protocols = [
  ethernet,
  vlan,
  ieee8021ad,
  mpls,
  pseudowireControlWord,
  associatedChannel,
  arp,
  ip,
  ipv6,
  ipv6HopByHop,
  ipv6Routing,
  ipv6DestinationOptions,
  ipv6Fragment,
  ah,
  gre,
  icmp,
  icmpv6,
  tcp,
  udp,
  vxlan,
  geneve,
  bgp,
  dns,
  raw,
  loopback,
  sll,
  sll2,
  data,
  malformed,
] as const
