import { carryOut, once, type Step } from './carry-out.ts'
import type { AppliedChange } from './fault.ts'
import { reinstallCalico } from './reinstall.ts'
import type { FaultSite } from './site.ts'

/**
 * Gives a node's address another mask, and lets Calico record it. The address stays while the mask changes, and with it the
 * default route.
 *
 * @param route what the rack needs when the new mask does not contain it.
 */
export async function changeMask(site: FaultSite, prefixLength: number, route?: string): Promise<AppliedChange> {
  const { cluster, node } = site
  const { place, device, cidr, address } = node
  const wanted = `${address}/${prefixLength}`
  const steps: Step[] = [
    // Who was asked for and is not there is forgotten.
    { place, command: '', undo: `ip neigh flush dev ${device}` },
    { place, command: `ip addr add ${wanted} dev ${device}`, undo: `ip addr del ${wanted} dev ${device}` },
    { place, command: `ip addr del ${cidr} dev ${device}`, undo: `ip addr replace ${cidr} dev ${device}` },
  ]
  if (route !== undefined) steps.push({ place, command: route, undo: route.replace(' add ', ' del ') })
  const { changes, undo, takeBack } = await carryOut(cluster, steps)
  const back = once(async () => {
    await takeBack()
    await reinstallCalico(site)
  })
  try {
    await reinstallCalico(site)
  } catch (error) {
    await back().catch(() => {})
    throw error
  }
  return {
    changes: [...changes, 'installCalico(cluster, { …, verifyAddresses: false })'],
    undo: [...undo, 'installCalico(cluster, …)'],
    takeBack: back,
  }
}
