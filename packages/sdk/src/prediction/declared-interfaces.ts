import type { ClusterModel, FabricModel } from '@underlay/configs'
import { kindAddresses, kindNetwork } from '../fabric/outside.ts'
import type { Interface } from '../interfaces/interfaces.ts'

/** The interfaces that the documents give each node, in the order of the nodes: Docker's, and those of its server in the topology. */
export function declaredInterfaces(cluster: ClusterModel, fabric: FabricModel): readonly (readonly Interface[])[] {
  return cluster.nodes.map(({ name }, index) => interfacesOf(name, index, cluster, fabric))
}

function interfacesOf(
  node: string,
  index: number,
  { ipFamily }: ClusterModel,
  { servers, links }: FabricModel,
): readonly Interface[] {
  const server = servers.find((each) => each.node === node)
  const { prefixLength, prefixLength6 } = kindNetwork
  const ofDocker = kindAddresses(ipFamily, index).map(
    (each) => `${each}/${each.includes(':') ? prefixLength6 : prefixLength}`,
  )
  const byDevice = Map.groupBy(server?.addresses ?? [], (each) => each.interface)
  return [
    device('eth0', ofDocker, 1500),
    ...[...byDevice].map(([name, own]) => {
      const link = links.find(({ endpoints }) =>
        endpoints.some((end) => end.node === server?.name && end.interface === name),
      )
      return device(
        name,
        own.map(({ address }) => address),
        link?.mtuBytes ?? 1500,
      )
    }),
  ]
}

function device(name: string, addresses: readonly string[], mtuBytes: number): Interface {
  return { name, mac: '', mtuBytes, up: true, addresses, linkLocal: undefined }
}
