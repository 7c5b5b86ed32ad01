import type { Host } from '../../host/host.ts'
import type { NodeRecord } from '../../lab/state.ts'
import { observeAddresses } from '../../plan/observe.ts'
import type { LabModel } from '../engine.ts'

/**
 * The nodes as Kubernetes would list them: one has its InternalIP once an interface has the address, and is Ready once
 * a CNI is installed as well.
 */
export async function nodeRecords(
  host: Host,
  { cluster, cni, dockerAddresses, taints }: LabModel,
): Promise<NodeRecord[]> {
  const held = await observeAddresses(host)
  return cluster.nodes.map(({ name, shortName, nodeIps }) => {
    const wanted = nodeIps.length > 0 ? nodeIps : (dockerAddresses[shortName] ?? [])
    // A kubelet that misses one of its node-ips tells none.
    const internalIps = wanted.every((nodeIp) => held.get(shortName)?.has(nodeIp)) ? wanted : []
    const ready = internalIps.length > 0 && cni !== undefined
    return { name, shortName, internalIp: internalIps[0], internalIps, ready, taints: taints[shortName] ?? [] }
  })
}
