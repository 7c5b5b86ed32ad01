import type { FabricModel } from '@underlay/configs'

/** The interface that flannel uses where it is not told another: the one that the topology gives the nodes. */
export function deriveIface({ servers }: FabricModel): string | undefined {
  return servers.flatMap(({ addresses }) => addresses.map((one) => one.interface))[0]
}
