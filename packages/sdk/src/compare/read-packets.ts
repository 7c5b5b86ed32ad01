import { findFlow, type FlowPacket, type FlowQuery, type TappedCapture } from '@underlay/evidence'
import { field, frameProtocols, type FieldName, type Layer } from '@underlay/packet'
import type { SnapshotPacket, SnapshotValue } from './snapshot.ts'

/** The packets of a flow at each tap of a capture, in their order there. */
export function readPackets(
  capture: TappedCapture,
  query: Pick<FlowQuery, 'from' | 'to'>,
): Record<string, readonly SnapshotPacket[]> {
  const packets = findFlow(capture, query)
  return Object.fromEntries(
    capture.interfaces.map(({ tap }) => [tap, packets.filter((packet) => packet.tap === tap).map(readPacket)]),
  )
}

// What a path does to a packet, layer by layer. Not the time, not ids and ports that a sender draws by lot.
const kept: Readonly<Record<string, readonly FieldName[]>> = {
  eth: ['eth.src', 'eth.dst'],
  vlan: ['vlan.id'],
  ip: ['ip.src', 'ip.dst', 'ip.ttl', 'ip.flags.df', 'ip.flags.mf', 'ip.dsfield', 'ip.len'],
  ipv6: ['ipv6.src', 'ipv6.dst', 'ipv6.hlim'],
  udp: ['udp.dstport'],
  vxlan: ['vxlan.vni'],
  tcp: ['tcp.options.mss_val'],
}

function readPacket({ direction, layers }: FlowPacket): SnapshotPacket {
  const counts = new Map<string, number>()
  const fields: Record<string, SnapshotValue> = {}
  for (const layer of layers) {
    const position = (counts.get(layer.name) ?? 0) + 1
    counts.set(layer.name, position)
    const suffix = position === 1 ? '' : `#${position}`
    for (const name of kept[layer.name] ?? []) {
      const value = field([layer], name)
      if (value !== undefined) fields[`${name}${suffix}`] = value
    }
    const checksum = checksumOf(layer)
    if (checksum !== undefined) fields[`${layer.name}.checksum${suffix}`] = checksum
  }
  const innermost = layers.findLast(({ name }) => name === 'ip' || name === 'ipv6')
  return {
    direction,
    message: messageOf(layers),
    protocols: frameProtocols(layers.filter(({ name }) => name !== 'data')),
    headerBytes: innermost?.start ?? 0,
    fields,
  }
}

const checksums = ['bad', 'good', 'unverified', 'absent'] as const

function checksumOf(layer: Layer): string | undefined {
  const status = field([layer], 'udp.checksum.status') ?? field([layer], 'tcp.checksum.status')
  return status === undefined ? undefined : checksums[status]
}

function messageOf(layers: readonly Layer[]): string {
  const type = field(layers, 'icmp.type') ?? field(layers, 'icmpv6.type')
  if (type !== undefined) {
    if (type === 8 || type === 128) return 'echo request'
    return type === 0 || type === 129 ? 'echo reply' : `icmp ${type}`
  }
  if (field(layers, 'tcp.flags') === undefined) return 'packet'
  if (field(layers, 'tcp.flags.reset')) return 'RST'
  const [syn, ack] = [field(layers, 'tcp.flags.syn'), field(layers, 'tcp.flags.ack')]
  if (syn) return ack ? 'SYN-ACK' : 'SYN'
  // Which segments carry data, an acknowledgement or the end is a matter of the programs and of their timing.
  return 'segment'
}
