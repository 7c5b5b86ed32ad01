import { formatAddress, parseAddress } from '@underlay/packet'

/** An address as the fields of packets have it; a text that is none stays as it is. */
export function canonical(text: string): string {
  const bytes = parseAddress(text)
  return bytes === undefined ? text : formatAddress(bytes)
}

/** The address of a CIDR, in the same form. */
export function canonicalHost(cidr: string): string {
  return canonical(cidr.split('/')[0] ?? '')
}

/** Whether an address or a CIDR is one of IPv6. */
export function isIpv6(text: string): boolean {
  return text.includes(':')
}
