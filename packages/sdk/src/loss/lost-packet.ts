import { field, type Layer } from '@underlay/packet'

/** What is known of a packet that was lost; each part is optional, and each makes the answer more certain. */
export interface LostPacket {
  /** Addresses of the flow: of the innermost header. */
  readonly from?: string
  readonly to?: string
  /** Addresses of the tunnel's header, when it had one where it was seen last. */
  readonly outer?: { readonly from: string; readonly to: string; readonly encapsulation: 'ipip' | 'vxlan' }
  readonly protocol?: 'icmp' | 'tcp' | 'udp'
  /** The port that it went to. */
  readonly port?: number
  /** The interface of the place by which it came in; absent when the place itself sent it. */
  readonly device?: string
  /** Of the whole packet, the outermost IP header included. */
  readonly sizeBytes?: number
  /** The hardware address that its last frame was for. */
  readonly frameTo?: string
}

/**
 * What the layers of a packet say of it, as it was seen last.
 *
 * @param device the interface by which it came into the place where it was lost, if it did.
 * @example
 * const causes = await explainLoss(cluster, 'gw0', { packet: lostPacket(hop.layers, 'eth1') })
 */
export function lostPacket(layers: readonly Layer[], device?: string): LostPacket {
  const headers = layers.flatMap((layer) => {
    if (layer.name === 'ip') return [{ from: layer.fields['ip.src'], to: layer.fields['ip.dst'] }]
    return layer.name === 'ipv6' ? [{ from: layer.fields['ipv6.src'], to: layer.fields['ipv6.dst'] }] : []
  })
  const [outermost, innermost] = [headers[0], headers.at(-1)]
  const encapsulation = layers.some(({ name }) => name === 'vxlan') ? 'vxlan' : 'ipip'
  const protocol = (['tcp', 'udp', 'icmp'] as const).find((name) => layers.some((layer) => layer.name === name))
  const port = protocol === 'tcp' || protocol === 'udp' ? field(layers, `${protocol}.dstport`) : undefined
  const sizeBytes = sizeOf(layers)
  const frameTo = field(layers, 'eth.dst#1')
  return {
    ...innermost,
    ...(outermost !== undefined && headers.length > 1 && { outer: { ...outermost, encapsulation } }),
    ...(protocol !== undefined && { protocol }),
    ...(port !== undefined && { port: Number(port) }),
    ...(device !== undefined && { device }),
    ...(sizeBytes !== undefined && { sizeBytes }),
    ...(frameTo !== undefined && { frameTo: String(frameTo) }),
  }
}

const ipv6HeaderBytes = 40

// Of the outermost header: that is what an MTU is held against.
function sizeOf(layers: readonly Layer[]): number | undefined {
  const layer = layers.find(({ name }) => name === 'ip' || name === 'ipv6')
  if (layer?.name === 'ip') return layer.fields['ip.len']
  return layer?.name === 'ipv6' ? layer.fields['ipv6.plen'] + ipv6HeaderBytes : undefined
}
