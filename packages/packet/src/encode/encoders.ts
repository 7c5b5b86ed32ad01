import { arpEncoder } from './arp.ts'
import { dataEncoder } from './data.ts'
import type { Encoder } from './encoder.ts'
import { ethernetEncoder } from './ethernet.ts'
import { icmpEncoder } from './icmp.ts'
import { icmpv6Encoder } from './icmpv6.ts'
import { ipEncoder } from './ip.ts'
import { ipv6Encoder } from './ipv6.ts'
import { destinationOptionsEncoder, fragmentEncoder, hopByHopEncoder, routingEncoder } from './ipv6-extension.ts'
import { loopbackEncoder } from './loopback.ts'
import { rawEncoder } from './raw.ts'
import { sll2Encoder, sllEncoder } from './sll.ts'
import { tcpEncoder } from './tcp.ts'
import { udpEncoder } from './udp.ts'
import { vlanEncoder } from './vlan.ts'
import { vxlanEncoder } from './vxlan.ts'

const encoders: readonly Encoder[] = [
  ethernetEncoder,
  vlanEncoder,
  arpEncoder,
  ipEncoder,
  ipv6Encoder,
  hopByHopEncoder,
  routingEncoder,
  destinationOptionsEncoder,
  fragmentEncoder,
  icmpEncoder,
  icmpv6Encoder,
  tcpEncoder,
  udpEncoder,
  vxlanEncoder,
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
