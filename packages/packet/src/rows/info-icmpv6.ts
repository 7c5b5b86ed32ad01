import type { DecodedLayer } from '../layers/decoded-layer.ts'
import { icmpv6 } from '../protocols/icmpv6.ts'
import type { TextBytes } from './text-bytes.ts'

const read = icmpv6.fields

/**
 * The Info column of an ICMPv6 message; `hopLimit` is its IPv6 header's.
 *
 * @see https://www.iana.org/assignments/icmpv6-parameters
 */
export function describeIcmpv6(layer: DecodedLayer, hopLimit: number, out: TextBytes): TextBytes {
  const { bytes, start } = layer
  const type = read['icmpv6.type'](bytes, start)
  if (type === 128 || type === 129) {
    out
      .put(titles[type] ?? '')
      .put(' id=')
      .putHex(read['icmpv6.echo.identifier'](bytes, start) ?? 0, 4)
    out.put(', seq=').putNumber(read['icmpv6.echo.sequence_number'](bytes, start) ?? 0)
    return out.put(', hop limit=').putNumber(hopLimit)
  }
  const code = read['icmpv6.code'](bytes, start)
  const title = titles[type] ?? `Type ${type}, code ${code}`
  const reasons = codes[type]
  if (reasons !== undefined) return out.put(`${title} (${reasons[code] ?? `Unknown (${code})`})`)
  const asked = read['icmpv6.nd.ns.target_address'](bytes, start, layer)
  const told = read['icmpv6.nd.na.target_address'](bytes, start, layer)
  const mac = read['icmpv6.opt.linkaddr'](bytes, start, layer)
  if (told !== undefined) return out.put(`${title} ${told}${flagsOf(layer)}${mac === undefined ? '' : ` is at ${mac}`}`)
  return out.put(`${title}${asked === undefined ? '' : ` for ${asked}`}${mac === undefined ? '' : ` from ${mac}`}`)
}

function flagsOf(layer: DecodedLayer): string {
  const { bytes, start } = layer
  const flags = [
    read['icmpv6.nd.na.flag.r'](bytes, start, layer) && 'rtr',
    read['icmpv6.nd.na.flag.s'](bytes, start, layer) && 'sol',
    read['icmpv6.nd.na.flag.o'](bytes, start, layer) && 'ovr',
  ].filter((flag) => typeof flag === 'string')
  return flags.length === 0 ? '' : ` (${flags.join(', ')})`
}

const codes: Readonly<Record<number, readonly string[]>> = {
  1: [
    'no route to destination',
    'Administratively prohibited',
    'Beyond scope of source address',
    'Address unreachable',
    'Port unreachable',
    'Source address failed ingress/egress policy',
    'Reject route to destination',
    'Error in Source Routing Header',
  ],
  3: ['hop limit exceeded in transit', 'fragment reassembly time exceeded'],
  4: [
    'erroneous header field encountered',
    'unrecognized Next Header type encountered',
    'unrecognized IPv6 option encountered',
    'IPv6 First Fragment has incomplete IPv6 Header Chain',
  ],
}

const titles: Readonly<Record<number, string>> = {
  1: 'Destination Unreachable',
  2: 'Packet Too Big',
  3: 'Time Exceeded',
  4: 'Parameter Problem',
  128: 'Echo (ping) request',
  129: 'Echo (ping) reply',
  130: 'Multicast Listener Query',
  131: 'Multicast Listener Report',
  132: 'Multicast Listener Done',
  133: 'Router Solicitation',
  134: 'Router Advertisement',
  135: 'Neighbor Solicitation',
  136: 'Neighbor Advertisement',
  137: 'Redirect',
  143: 'Multicast Listener Report Message v2',
}
