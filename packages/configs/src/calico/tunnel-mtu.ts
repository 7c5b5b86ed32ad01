import type { CalicoSettings } from './settings.ts'

// An outer IPv4 header; VXLAN adds UDP, its own header and an Ethernet header.
const IPIP_OVERHEAD = 20
const VXLAN_OVERHEAD = 50

/**
 * The MTU of pods and of the tunnel device, in bytes: the fabric's, less what the encapsulation adds (IPIP 20, VXLAN 50, none 0).
 *
 * It holds inside a rack too, where nothing is encapsulated. `mtuBytes` of the settings wins.
 *
 * @example
 * ```ts
 * tunnelMtu(calicoSettings({ ipip: 'CrossSubnet' }, { podSubnet: '10.98.0.0/16' }), 1500) // 1480
 * ```
 * @see https://docs.tigera.io/calico/latest/networking/configuring/mtu
 */
export function tunnelMtu(
  settings: Pick<CalicoSettings, 'ipip' | 'vxlan' | 'mtuBytes'>,
  underlayMtuBytes: number,
): number {
  if (settings.mtuBytes !== undefined) return settings.mtuBytes
  if (settings.vxlan !== 'Never') return underlayMtuBytes - VXLAN_OVERHEAD
  return settings.ipip === 'Never' ? underlayMtuBytes : underlayMtuBytes - IPIP_OVERHEAD
}
