import type { Layer } from '@underlay/packet'
import { field } from '@underlay/packet'
import { isIp } from '../flow/encapsulation.ts'
import type { FlowPacket } from '../flow/flow-packet.ts'

/**
 * What makes a packet the same one at another tap: what no router changes of its innermost header, and what its
 * protocol counts. The IP id alone is none, SYN-ACKs have 0; nor is the time, which does not order taps.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6864#section-4
 */
function keyOf({ layers, direction }: FlowPacket): string {
  const inner = layers.slice(layers.findLastIndex((layer) => isIp(layer)))
  return [direction, ...keyFields.map((name) => field(inner, name) ?? '')].join(' ')
}

const keyFields = [
  'ip.id',
  'ip.frag_offset',
  'ip.proto',
  'ipv6.nxt',
  'ipv6.flow',
  'icmp.type',
  'icmp.ident',
  'icmp.seq',
  'icmpv6.type',
  'icmpv6.echo.identifier',
  'icmpv6.echo.sequence_number',
  'tcp.srcport',
  'tcp.dstport',
  'tcp.seq_raw',
  'tcp.ack_raw',
  'tcp.flags',
  'tcp.len',
  'udp.srcport',
  'udp.dstport',
  'udp.length',
] as const

/** Groups packets by key; packets with one key keep their order, so that the first retransmission meets the first. */
export function groupByKey(packets: readonly FlowPacket[]): ReadonlyMap<string, readonly FlowPacket[]> {
  return Map.groupBy(packets, (packet) => keyOf(packet))
}

/** The fields of a layer that a comparison looks at: all but checksums; the values of a repeated one as a list in text. */
export function comparedFields(layer: Layer): readonly (readonly [string, string | number | boolean | undefined])[] {
  return Object.entries(layer.fields)
    .filter(([name]) => !name.includes('.checksum'))
    .map(([name, value]) => [name, typeof value === 'object' ? value.join() : value] as const)
}
