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
    cluster.nodes.map(async ({ name, shortName, nodeIp = dockerAddresses[shortName] }): Promise<NodeRecord> => {
      const devices = await readInterfaces(host, shortName)
      const held = devices.flatMap(({ addresses }) => addresses).some((address) => address.split('/')[0] === nodeIp)
      const internalIp = held ? nodeIp : undefined
      const ready = internalIp !== undefined && cni !== undefined
      return { name, shortName, internalIp, ready, taints: taints[shortName] ?? [] }
    }),
  )
}
