import type { DecodedLayer } from '../layers/decoded-layer.ts'
import { arp } from '../protocols/arp.ts'
import type { TextBytes } from './text-bytes.ts'

const read = arp.fields

/**
 * The Info column of an ARP message.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5227#section-2.3
 */
export function describeArp({ bytes, start }: DecodedLayer, out: TextBytes): TextBytes {
  const opcode = read['arp.opcode'](bytes, start)
  const source = read['arp.src.proto_ipv4'](bytes, start)
  const target = read['arp.dst.proto_ipv4'](bytes, start)
  if (source === undefined || target === undefined) {
    return out.put(`ARP opcode ${opcode}, addresses not Ethernet's and IPv4's`)
  }
  if (opcode === 1) {
    if (source === '0.0.0.0') return out.put('Who has ').put(target).put('? (ARP Probe)')
    if (source === target) return out.put('ARP Announcement for ').put(target)
    return out.put('Who has ').put(target).put('? Tell ').put(source)
  }
  if (opcode !== 2) return out.put(`ARP opcode ${opcode} from ${source} to ${target}`)
  if (source === target) return out.put(`Gratuitous ARP for ${target} (Reply)`)
  return out
    .put(source)
    .put(' is at ')
    .put(read['arp.src.hw_mac'](bytes, start) ?? '')
}
