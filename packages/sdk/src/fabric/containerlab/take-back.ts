import type { Host } from '../../host/host.ts'
import { LabStateError } from '../../errors.ts'
import { observeDevices } from '../../plan/observe.ts'
import { applyPlans } from '../../plan/plan.ts'
import type { DockerNetwork } from '../outside.ts'
import { fabricNamespaces, known } from '../places.ts'
import { planDetach } from '../plan-detach.ts'
import { destroyClabFabric, type ClabSite } from './destroy-fabric.ts'
import type { DescribedFabric } from './is-whole.ts'

/** Where a deployment is taken back: the helper, and what the nodes' default route was before. */
export interface TakeBackSite extends ClabSite {
  readonly host: Host
  readonly docker: DockerNetwork
}

/**
 * Takes a deployment that was not completed back, while the nodes stay: they lose its cables and get their own default
 * route again.
 *
 * @throws LabStateError with what is left.
 */
export async function takeBack(
  { topology, fabric, cluster }: DescribedFabric,
  bridges: readonly string[],
  site: TakeBackSite,
): Promise<void> {
  const { host, docker } = site
  const gateways = [...fabric.gateways, ...fabric.hosts].map(({ name }) => name)
  const left = await destroyClabFabric({ topology, bridges }, site, host, gateways)
  // Namespaces that are none of a node's went with their containers.
  const namespaces = fabricNamespaces(fabric, cluster)
  const nodes = new Set(fabric.servers.map(({ name }) => known(namespaces, name)))
  const devices = new Map([...(await observeDevices(host))].filter(([namespace]) => nodes.has(namespace)))
  const { first } = planDetach(fabric, cluster, devices, docker)
  await applyPlans(
    host,
    first.filter(({ namespace }) => nodes.has(namespace)),
  )
  if (left.length > 0)
    throw new LabStateError(`of containerlab's wiring is left: ${left.join('; ')}`, 'destroy the lab')
}
