import { parseAddress } from '@underlay/packet'
import { containsAddress, parseCidr } from './cidr.ts'

/** When a pool's traffic is encapsulated, in Calico's words. */
export type EncapsulationMode = 'Always' | 'CrossSubnet' | 'Never'

/**
 * Calico's rule: in mode CrossSubnet a node does not encapsulate when **its own** CIDR contains the peer's address.
 * It decides for one direction: masks that differ decide differently at both ends, and a /32 always encapsulates.
 * Undefined when `ownCidr` or `peerAddress` is no address.
 *
 * @param ownCidr The sending node's address with its mask, as the CNI recorded it: `10.1.5.10/24`.
 * @param peerAddress The receiving node's address: `10.1.5.11`.
 * @example
 * ```ts
 * shouldEncapsulate('CrossSubnet', '10.1.5.10/24', '10.1.5.11') // false
 * shouldEncapsulate('CrossSubnet', '10.1.5.10/32', '10.1.5.11') // true
 * ```
 * @see https://docs.tigera.io/calico/latest/networking/configuring/vxlan-ipip
 */
export function shouldEncapsulate(mode: EncapsulationMode, ownCidr: string, peerAddress: string): boolean | undefined {
  if (mode !== 'CrossSubnet') return mode === 'Always'
  const own = parseCidr(ownCidr)
  const peer = parseAddress(peerAddress)
  if (own === undefined || peer === undefined) return undefined
  return !containsAddress(own, peer)
}
