import { describeFabric, type ClusterModel } from '@underlay/configs'
import { LabError } from '../../errors.ts'
import { hasUsualManagement } from '../../fabric/plan-outside.ts'
import type { FabricRecord } from '../../lab/state.ts'

/**
 * Refuses what only the netns engine can wire: there a namespace stands for the host, and here the host is Docker's.
 *
 * @throws LabError that names it.
 * @throws TopologyError with every mistake of the documents.
 */
export function refuseNetnsOnly(cluster: ClusterModel, { topology, files }: FabricRecord): void {
  const fabric = describeFabric(topology, { cluster, files })
  const outer = fabric.links.find(({ type }) => type === 'host')?.endpoints[1]
  const macvlan = fabric.devices.find(({ type }) => type === 'macvlan')
  const commands = fabric.stages.some(({ onEnter, onExit }) =>
    [...onEnter, ...onExit].some(({ target }) => target === 'outside'),
  )
  const what = [
    ...(topology.mgmt !== undefined && !hasUsualManagement(fabric) ? ["the topology's mgmt"] : []),
    ...(outer ? [`the link to the host, ${outer.interface}`] : []),
    ...(macvlan ? [`the macvlan ${macvlan.endpoint.node}:${macvlan.endpoint.interface}`] : []),
    ...(commands ? ["a stage's commands with target: host"] : []),
  ]
  if (what.length === 0) return
  throw new LabError(
    `the kind engine does not wire ${what.join(', ')}`,
    "leave it out, or underlay up --engine netns, or createKindCluster(config, { engine: 'netns' })",
  )
}
