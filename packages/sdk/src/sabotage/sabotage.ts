import { suggest } from '@underlay/configs'
import type { Cluster } from '../cluster/cluster.ts'
import { LabError, LabStateError, UnknownNameError } from '../errors.ts'
import type { Fault } from './fault.ts'
import { faults, findFault, type FaultName } from './faults.ts'
import { siteOf, type FaultSite } from './site.ts'

/** A fault that is in a lab until it is taken back. */
export interface AppliedFault extends AsyncDisposable {
  readonly fault: Fault
  /** Where it is. */
  readonly site: FaultSite
  /** What was done: `gw0: nft add table ip …`. */
  readonly changes: readonly string[]
  /** What takes it back, for whom a script has left with it. */
  readonly undo: readonly string[]
  /** Undoes it, and gives the lab back what it had; a second time does nothing. Disposing does the same. */
  takeBack(): Promise<void>
}

/**
 * Breaks a running lab in one of the ways in which real ones are broken, until it is taken back.
 *
 * Of several faults the last is to be taken back first. A script that is killed leaves the fault; docs/sabotage.md says what repairs
 * each of them.
 *
 * @param fault a fault of the catalogue, or its name.
 * @param options.at the node that it is about; default the first one that has a neighbour in its rack and a node beyond the gateway.
 * @throws UnknownNameError when there is no such fault, or node.
 * @throws LabStateError when the lab has not what the fault needs.
 * @throws LabError on engines other than netns: there a real CNI repairs what is broken.
 * @example
 * await using broken = await sabotage(cluster, 'mtu-hole')
 * await assertMtu(cluster, app.on('control-plane'), app.on('worker2')) // fails, and says where
 */
export async function sabotage(
  cluster: Cluster,
  fault: FaultName | Fault,
  { at }: { readonly at?: string } = {},
): Promise<AppliedFault> {
  const chosen = typeof fault === 'string' ? faultNamed(fault) : fault
  if (cluster.engine !== 'netns') {
    throw new LabError('faults are for labs of the netns engine', "createKindCluster(config, { engine: 'netns' })")
  }
  const site = siteOf(cluster, at)
  requireNeeds(chosen, site)
  const { changes, undo, takeBack } = await chosen.apply(site)
  return { fault: chosen, site, changes, undo, takeBack, [Symbol.asyncDispose]: takeBack }
}

/** A fault of the catalogue. @throws UnknownNameError that offers the nearest name. */
function faultNamed(name: string): Fault {
  const found = findFault(name)
  if (found !== undefined) return found
  const names = faults.map((fault) => fault.name)
  const nearest = suggest(name, names)
  throw new UnknownNameError(
    `no fault is named ${name}`,
    nearest === undefined ? names.join(', ') : `did you mean ${nearest}?`,
  )
}

function requireNeeds({ name, needs }: Fault, { cluster, cni }: FaultSite): void {
  if (needs === undefined) return
  const has = needs === 'bgp' ? cni.calico?.backend === 'bird' : cni.tunnel?.encapsulation === needs
  if (has) return
  const lack = { bgp: 'BGP between nodes', ipip: 'IPIP', vxlan: 'VXLAN' }[needs]
  throw new LabStateError(
    `${name} needs a lab with ${lack}, and ${cluster.name} has none`,
    `installCalico(cluster, ${needs === 'vxlan' ? "{ vxlan: 'CrossSubnet' }" : "{ ipip: 'CrossSubnet' }"})`,
  )
}
