import { formatHexNumber } from '../bytes/hex.ts'
import type { Layer } from '../layers/layer.ts'

type Icmpv6Fields = Extract<Layer, { name: 'icmpv6' }>['fields']

/**
 * The Info column of an ICMPv6 message; `hopLimit` is its IPv6 header's.
 *
 * @see https://www.iana.org/assignments/icmpv6-parameters
 */
export function describeIcmpv6(fields: Icmpv6Fields, hopLimit: number): string {
  const type = fields['icmpv6.type']
  if (type === 128 || type === 129) {
    const id = formatHexNumber(fields['icmpv6.echo.identifier'] ?? 0, 4)
    const seq = fields['icmpv6.echo.sequence_number'] ?? 0
    return `${titles[type] ?? ''} id=${id}, seq=${seq}, hop limit=${hopLimit}`
  }
  const code = fields['icmpv6.code']
  const title = titles[type] ?? `Type ${type}, code ${code}`
  const reasons = codes[type]
  if (reasons !== undefined) return `${title} (${reasons[code] ?? `Unknown (${code})`})`
  const [asked, told] = [fields['icmpv6.nd.ns.target_address'], fields['icmpv6.nd.na.target_address']]
  const mac = fields['icmpv6.opt.linkaddr']
  if (told !== undefined) return `${title} ${told}${flagsOf(fields)}${mac === undefined ? '' : ` is at ${mac}`}`
  return `${title}${asked === undefined ? '' : ` for ${asked}`}${mac === undefined ? '' : ` from ${mac}`}`
}

function flagsOf(fields: Icmpv6Fields): string {
  const flags = [
    fields['icmpv6.nd.na.flag.r'] && 'rtr',
    fields['icmpv6.nd.na.flag.s'] && 'sol',
    fields['icmpv6.nd.na.flag.o'] && 'ovr',
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
