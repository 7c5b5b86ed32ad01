import type { Cluster } from '../cluster/cluster.ts'
import { readInterfaces } from '../interfaces/interfaces.ts'

/** The addresses of all devices that are up, of every node, by short name: also of nodes that are in no pair. */
export async function kernelAddresses({ internals }: Cluster): Promise<ReadonlyMap<string, readonly string[]>> {
  const asked = internals.model().cluster.nodes.map(async ({ shortName }) => {
    const devices = await readInterfaces(internals, shortName)
    return [shortName, devices.filter(({ up }) => up).flatMap(({ addresses }) => addresses)] as const
  })
  return new Map(await Promise.all(asked))
}
