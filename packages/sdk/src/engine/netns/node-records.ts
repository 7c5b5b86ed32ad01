import { readInterfaces } from '../../interfaces/interfaces.ts'
import type { Host } from '../../host/host.ts'
import type { NodeRecord } from '../../lab/state.ts'
import type { LabModel } from '../engine.ts'

/**
 * The nodes as Kubernetes would list them: one has its InternalIP once an interface has the address, and is Ready once
 * a CNI is installed as well.
 */
export async function nodeRecords(
  host: Host,
  { cluster, cni, dockerAddresses, taints }: LabModel,
): Promise<NodeRecord[]> {
  return Promise.all(
    cluster.nodes.map(async ({ name, shortName, nodeIps }): Promise<NodeRecord> => {
      const devices = await readInterfaces(host, shortName)
      const held = new Set(devices.flatMap(({ addresses }) => addresses).map((address) => address.split('/')[0]))
      const wanted = nodeIps.length > 0 ? nodeIps : (dockerAddresses[shortName] ?? [])
      // A kubelet that misses one of its node-ips tells none.
      const internalIps = wanted.every((nodeIp) => held.has(nodeIp)) ? wanted : []
      const ready = internalIps.length > 0 && cni !== undefined
      return { name, shortName, internalIp: internalIps[0], internalIps, ready, taints: taints[shortName] ?? [] }
    }),
  )
}
