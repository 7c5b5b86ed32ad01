import { familyOf } from '../address/ip.ts'
import type { CalicoSettings } from './settings.ts'

// An outer IPv4 header; VXLAN adds UDP, its own header and an Ethernet header; an outer IPv6 header is 20 longer.
const IPIP_OVERHEAD = 20
const VXLAN_OVERHEAD = 50
const VXLAN_IPV6_OVERHEAD = 70

/** The MTUs that Calico sets, in bytes. */
export interface CalicoMtu {
  /** Of pods: the least of the tunnels that are there, inside a rack too, where nothing is encapsulated. */
  readonly pod: number
  /** Of `tunl0`. */
  readonly ipip: number
  /** Of `vxlan.calico`. */
  readonly vxlan: number
  /** Of `vxlan-v6.calico`. */
  readonly vxlanV6: number
}

/**
 * The MTUs that follow from the fabric's: what an encapsulation adds is left free (IPIP 20, VXLAN 50, over IPv6 70).
 *
 * `mtuBytes` of the settings is taken for all.
 *
 * @example
 * ```ts
 * calicoMtu(calicoSettings({ ipip: 'CrossSubnet' }, { podSubnet: '10.98.0.0/16' }), 1500).pod // 1480
 * ```
 * @see https://docs.tigera.io/calico/latest/networking/configuring/mtu
 */
export function calicoMtu(settings: Pick<CalicoSettings, 'pools' | 'mtuBytes'>, underlayMtuBytes: number): CalicoMtu {
  const less = (overhead: number): number => settings.mtuBytes ?? underlayMtuBytes - overhead
  const tunnels = { ipip: less(IPIP_OVERHEAD), vxlan: less(VXLAN_OVERHEAD), vxlanV6: less(VXLAN_IPV6_OVERHEAD) }
  const used = settings.pools.flatMap(({ cidr, ipip, vxlan }) => {
    if (ipip !== 'Never') return [tunnels.ipip]
    if (vxlan === 'Never') return []
    return [familyOf(cidr) === 6 ? tunnels.vxlanV6 : tunnels.vxlan]
  })
  return { ...tunnels, pod: Math.min(...used, less(0)) }
}
