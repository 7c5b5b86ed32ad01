import type { Layer } from '@underlay/packet'

/** How the underlay carries a packet: as it is, in an IP header with protocol 4, or in UDP with a VXLAN header. */
export type Encapsulation = 'none' | 'ipip' | 'vxlan'

/** What was seen: `other` is any other tunnel, or one inside of another. */
export type ObservedEncapsulation = Encapsulation | 'other'

/** The IP header that decides which flow a packet is of, and the tunnels around it. */
export interface Enclosure {
  readonly encapsulation: ObservedEncapsulation
  /** The tunnels, outermost first: `ipip`, `vxlan`, `6in4`, `4in6`, `ip6ip6`. */
  readonly tunnels: readonly string[]
  /** The innermost IP header. */
  readonly inner: IpLayer
  /** The outermost IP header, when there is a tunnel. */
  readonly outer?: IpLayer
}

/** A layer `ip` or `ipv6`. */
export type IpLayer = Extract<Layer, { name: 'ip' | 'ipv6' }>

const tunnelNames: Readonly<Record<string, string>> = {
  'ip ip': 'ipip',
  'ip ipv6': '6in4',
  'ipv6 ip': '4in6',
  'ipv6 ipv6': 'ip6ip6',
}

/**
 * Finds the innermost IP header and the tunnels around it; undefined for a packet without one.
 * What an ICMP error quotes is no layer of the packet, so it is no encapsulation either.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2003#section-3
 * @see https://www.rfc-editor.org/rfc/rfc7348#section-5
 */
export function findEnclosure(layers: readonly Layer[]): Enclosure | undefined {
  const headers = layers.flatMap((layer, index) => (isIp(layer) ? [{ layer, index }] : []))
  const inner = headers.at(-1)
  if (inner === undefined) return undefined

  const tunnels = headers.slice(1).map(({ layer, index }, position) => {
    const outside = headers[position]
    const between = layers.slice((outside?.index ?? 0) + 1, index)
    return between.some(({ name }) => name === 'vxlan')
      ? 'vxlan'
      : (tunnelNames[`${outside?.layer.name} ${layer.name}`] ?? 'other')
  })
  const outer = tunnels.length > 0 ? headers[0]?.layer : undefined
  return { encapsulation: classify(tunnels), tunnels, inner: inner.layer, ...(outer && { outer }) }
}

/** Whether a layer is an IP header. */
export function isIp(layer: Layer): layer is IpLayer {
  return layer.name === 'ip' || layer.name === 'ipv6'
}

function classify(tunnels: readonly string[]): ObservedEncapsulation {
  const [only] = tunnels
  if (only === undefined) return 'none'
  return tunnels.length === 1 && (only === 'ipip' || only === 'vxlan') ? only : 'other'
}
