import { isIpv4Cidr, networkOf } from '../address/cidr.ts'
import { textAt, valueAt } from '../document/value-at.ts'
import type { EncapsulationMode } from './pools.ts'

/** An IPv4 pool that pods get addresses from. */
export interface UsablePool {
  readonly cidr: string
  readonly ipip: EncapsulationMode
  readonly vxlan: EncapsulationMode
  readonly natOutgoing: boolean
}

const MODES: ReadonlyMap<unknown, EncapsulationMode> = new Map([
  ['Always', 'Always'],
  ['CrossSubnet', 'CrossSubnet'],
  ['Never', 'Never'],
  // Left out, or empty as older releases wrote it, is Never.
  ['', 'Never'],
  [undefined, 'Never'],
] as const)

/** The pools among IPPool objects that are enabled, IPv4, and for workloads; others, and what is no pool, are left out. */
export function usablePools(ippools: readonly unknown[]): readonly UsablePool[] {
  return ippools.flatMap((pool) => {
    const cidr = textAt(pool, ['spec', 'cidr'])
    const ipip = MODES.get(valueAt(pool, ['spec', 'ipipMode']))
    const vxlan = MODES.get(valueAt(pool, ['spec', 'vxlanMode']))
    const uses = valueAt(pool, ['spec', 'allowedUses'])
    if (cidr === undefined || !isIpv4Cidr(cidr) || !ipip || !vxlan) return []
    if (valueAt(pool, ['spec', 'disabled']) === true) return []
    if (Array.isArray(uses) && uses.length > 0 && !uses.includes('Workload')) return []
    return [{ cidr: networkOf(cidr), ipip, vxlan, natOutgoing: valueAt(pool, ['spec', 'natOutgoing']) === true }]
  })
}
