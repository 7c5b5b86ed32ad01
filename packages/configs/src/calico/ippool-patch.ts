import type { EncapsulationMode } from './pools.ts'
import type { CalicoSettings } from './settings.ts'

/** A merge patch of an IPPool of `crd.projectcalico.org/v1`. */
export interface IppoolPatch {
  readonly spec: {
    readonly ipipMode: EncapsulationMode
    readonly vxlanMode: EncapsulationMode
    readonly natOutgoing: boolean
  }
}

/**
 * The merge patch (RFC 7386) that changes the pool of a running cluster, `default-ipv4-ippool`: modes and masquerading; a pool's CIDR and block size never change.
 *
 * @example
 * ```ts
 * ippoolPatch(calicoSettings({ ipip: 'CrossSubnet' }, { podSubnet: '10.98.0.0/16' }))
 * // { spec: { ipipMode: 'CrossSubnet', vxlanMode: 'Never', natOutgoing: true } }
 * ```
 * @see https://docs.tigera.io/calico/latest/reference/resources/ippool
 */
export function ippoolPatch({ pools: [{ ipip, vxlan, natOutgoing }] }: CalicoSettings): IppoolPatch {
  return { spec: { ipipMode: ipip, vxlanMode: vxlan, natOutgoing } }
}
