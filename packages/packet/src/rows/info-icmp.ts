import type { DecodedLayer } from '../layers/decoded-layer.ts'
import { icmp } from '../protocols/icmp.ts'
import { textBytes, type TextBytes } from './text-bytes.ts'

const read = icmp.fields
const [request, reply] = [textBytes('Echo (ping) request  id='), textBytes('Echo (ping) reply    id=')]
const [seq, ttl] = [textBytes(', seq='), textBytes(', ttl=')]

/**
 * The Info column of an ICMP message; `timeToLive` is its IP header's.
 *
 * @see https://www.iana.org/assignments/icmp-parameters
 */
export function describeIcmp({ bytes, start }: DecodedLayer, timeToLive: number, out: TextBytes): TextBytes {
  const type = read['icmp.type'](bytes, start)
  const code = read['icmp.code'](bytes, start)
  if (type === 0 || type === 8) {
    out.append(type === 8 ? request : reply)
    out.putHex(read['icmp.ident'](bytes, start) ?? 0, 4).append(seq)
    out.putNumber(read['icmp.seq'](bytes, start) ?? 0).put('/')
    return out
      .putNumber(read['icmp.seq_le'](bytes, start) ?? 0)
      .append(ttl)
      .putNumber(timeToLive)
  }
  const title = (titles[type] ?? `Type ${type}`).padEnd(20)
  const reason = codes[type]?.[code]
  const mtu = read['icmp.mtu'](bytes, start)
  if (reason === undefined) return out.put(`${title.trimEnd()}, code ${code}`)
  return out.put(`${title} (${reason})${mtu === undefined ? '' : `, mtu=${mtu}`}`)
}

const titles: Readonly<Record<number, string>> = {
  3: 'Destination unreachable',
  4: 'Source quench (flow control)',
  5: 'Redirect',
  9: 'Router advertisement',
  10: 'Router solicitation',
  11: 'Time-to-live exceeded',
  12: 'Parameter problem',
  13: 'Timestamp request',
  14: 'Timestamp reply',
}

const codes: Readonly<Record<number, readonly string[]>> = {
  3: [
    'Network unreachable',
    'Host unreachable',
    'Protocol unreachable',
    'Port unreachable',
    'Fragmentation needed',
    'Source route failed',
    'Destination network unknown',
    'Destination host unknown',
    'Source host isolated',
    'Network administratively prohibited',
    'Host administratively prohibited',
    'Network unreachable for TOS',
    'Host unreachable for TOS',
    'Communication administratively filtered',
  ],
  5: ['Redirect for network', 'Redirect for host', 'Redirect for TOS and network', 'Redirect for TOS and host'],
  11: ['Time to live exceeded in transit', 'Fragment reassembly time exceeded'],
}
