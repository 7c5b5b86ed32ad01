import { ahEncoder } from './ah.ts'
import { arpEncoder } from './arp.ts'
import { bgpEncoder } from './bgp/bgp.ts'
import { dataEncoder } from './data.ts'
import { dnsEncoder } from './dns/dns.ts'
import type { Encoder } from './encoder.ts'
import { ethernetEncoder } from './ethernet.ts'
import { geneveEncoder } from './geneve.ts'
import { greEncoder } from './gre.ts'
import { icmpEncoder } from './icmp.ts'
import { icmpv6Encoder } from './icmpv6.ts'
import { ieee8021adEncoder } from './ieee8021ad.ts'
import { ipEncoder } from './ip.ts'
import { ipv6Encoder } from './ipv6.ts'
import { destinationOptionsEncoder, fragmentEncoder, hopByHopEncoder, routingEncoder } from './ipv6-extension.ts'
import { loopbackEncoder } from './loopback.ts'
import { associatedChannelEncoder, controlWordEncoder, mplsEncoder } from './mpls.ts'
import { rawEncoder } from './raw.ts'
import { sll2Encoder, sllEncoder } from './sll.ts'
import { tcpEncoder } from './tcp.ts'
import { udpEncoder } from './udp.ts'
import { vlanEncoder } from './vlan.ts'
import { vxlanEncoder } from './vxlan.ts'

const encoders: readonly Encoder[] = [
  ethernetEncoder,
  vlanEncoder,
  ieee8021adEncoder,
  mplsEncoder,
  controlWordEncoder,
  associatedChannelEncoder,
  arpEncoder,
  ipEncoder,
  ipv6Encoder,
  hopByHopEncoder,
  routingEncoder,
  destinationOptionsEncoder,
  fragmentEncoder,
  ahEncoder,
  greEncoder,
  icmpEncoder,
  icmpv6Encoder,
  tcpEncoder,
  udpEncoder,
  vxlanEncoder,
  geneveEncoder,
  bgpEncoder,
  dnsEncoder,
  rawEncoder,
  loopbackEncoder,
  sllEncoder,
  dataEncoder,
]

const byName = new Map(encoders.map((encoder) => [encoder.protocol.name, encoder]))

/** The encoder for a layer's name; of the two forms of `sll` the second one has the interface's index. */
export function findEncoder(name: string, hasInterfaceIndex: boolean): Encoder | undefined {
  return name === 'sll' && hasInterfaceIndex ? sll2Encoder : byName.get(name)
}
