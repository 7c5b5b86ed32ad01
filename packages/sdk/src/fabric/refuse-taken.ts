import type { ClusterModel, FabricModel } from '@underlay/configs'
import { LabStateError } from '../errors.ts'
import type { Devices } from '../plan/observe.ts'
import { endsByNode, fabricNamespaces, known } from './places.ts'

/**
 * Refuses a fabric that was not there before and whose interfaces are: somebody else made them, and they would be taken
 * for what is left of broken links.
 *
 * @throws LabStateError with each.
 */
export function refuseTaken(fabric: FabricModel, cluster: ClusterModel, devices: Devices): void {
  const namespaces = fabricNamespaces(fabric, cluster)
  const taken = [...endsByNode(fabric)].flatMap(([node, ends]) => {
    const there = devices.get(known(namespaces, node))
    return ends.flatMap((end) => (there?.has(end.interface) ? [`${node}:${end.interface}`] : []))
  })
  if (taken.length === 0) return
  const are = taken.length === 1 ? 'is there already, and is' : 'are there already, and are'
  const fix = 'remove it there with ip link del, or give the link another interface in the topology'
  throw new LabStateError(`${taken.join(', ')} ${are} not of this fabric`, fix)
}
