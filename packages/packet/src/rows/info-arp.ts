import type { DecodedLayer } from '../layers/decoded-layer.ts'
import { arp } from '../protocols/arp.ts'

const read = arp.fields

/**
 * The Info column of an ARP message.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5227#section-2.3
 */
export function describeArp({ bytes, start }: DecodedLayer): string {
  const opcode = read['arp.opcode'](bytes, start)
  const source = read['arp.src.proto_ipv4'](bytes, start)
  const target = read['arp.dst.proto_ipv4'](bytes, start)
  if (source === undefined || target === undefined) return `ARP opcode ${opcode}, addresses not Ethernet's and IPv4's`
  if (opcode === 1) {
    if (source === '0.0.0.0') return `Who has ${target}? (ARP Probe)`
    return source === target ? `ARP Announcement for ${target}` : `Who has ${target}? Tell ${source}`
  }
  if (opcode !== 2) return `ARP opcode ${opcode} from ${source} to ${target}`
  if (source === target) return `Gratuitous ARP for ${target} (Reply)`
  return `${source} is at ${read['arp.src.hw_mac'](bytes, start) ?? ''}`
}
