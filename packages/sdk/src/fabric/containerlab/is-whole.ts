import type { ClabTopology, ClusterModel, FabricModel } from '@underlay/configs'
import type { Host } from '../../host/host.ts'
import { observeDevices } from '../../plan/observe.ts'
import { declaredAddresses, missingAddresses } from './await-addresses.ts'
import { containerName } from './container-name.ts'
import { labContainers } from './lab-containers.ts'
import { linkEnds, missingEnds } from './link-ends.ts'

/** A fabric, and what it was derived from. */
export interface DescribedFabric {
  readonly topology: ClabTopology
  readonly fabric: FabricModel
  readonly cluster: ClusterModel
}

/**
 * Whether a deployed fabric is all there: containers that run, ends of links, addresses. Its places must be within the
 * helper's reach.
 *
 * @param labels what tells the lab's containers.
 * @throws EngineError when Docker cannot be reached.
 */
export async function isWhole(
  host: Host,
  { topology, fabric, cluster }: DescribedFabric,
  labels: Readonly<Record<string, string>>,
): Promise<boolean> {
  const containers = await labContainers(topology, labels)
  const running = new Set(containers.filter((container) => container.running).map(({ name }) => name))
  const nodes = [...fabric.servers, ...fabric.gateways, ...fabric.hosts]
  if (nodes.some(({ name }) => !running.has(containerName(topology, name)))) return false
  if (missingEnds(linkEnds(fabric, cluster), await observeDevices(host)).length > 0) return false
  return (await missingAddresses(host, declaredAddresses(fabric, cluster))).length === 0
}
