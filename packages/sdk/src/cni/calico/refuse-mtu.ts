import { calicoMtu, familyOf, type CalicoSettings, type FabricModel } from '@underlay/configs'
import { LabError } from '../../errors.ts'

/**
 * Refuses an MTU that the kernel refuses: it gives a VXLAN device no more than its carrier leaves; tunl0 takes any.
 *
 * @throws LabError with the most that it can be.
 */
export function refuseMtu({ mtuBytes, pools }: CalicoSettings, { links }: FabricModel): void {
  const widest = Math.max(...links.map((link) => link.mtuBytes))
  const { vxlan, vxlanV6 } = calicoMtu({ pools }, widest)
  const tunnelled = pools.filter((pool) => pool.vxlan !== 'Never')
  const most = Math.min(...tunnelled.map(({ cidr }) => (familyOf(cidr) === 6 ? vxlanV6 : vxlan)))
  if (mtuBytes === undefined || mtuBytes <= most) return
  throw new LabError(
    `mtuBytes ${mtuBytes} is more than Calico's VXLAN devices can have: the fabric's links carry ${widest}`,
    `at most ${most}, or leave mtuBytes out`,
  )
}
