import { parseCidr, type ClusterModel, type FabricModel } from '@underlay/configs'
import type { PathLab } from '@underlay/evidence'
import { kindNetwork, managementNetwork } from '../fabric/outside.ts'
import { ownNodes } from '../fabric/places.ts'

/** The networks in `outside` of the netns engine, with a port for each node, gateway and host. */
export function outsideNetworks(
  { nodes, ipFamily }: ClusterModel,
  fabric: FabricModel | undefined,
): NonNullable<PathLab['outside']> {
  const { bridge, gateway, prefixLength, gateway6, prefixLength6 } = kindNetwork
  const ipv6 = ipFamily === 'ipv4' ? [] : [`${gateway6}/${prefixLength6}`]
  return [
    {
      device: bridge,
      addresses: [`${gateway}/${prefixLength}`, ...ipv6],
      ports: nodes.map(({ shortName }, index) => ({ device: `kind${index}`, place: shortName })),
    },
    fabric ? managed(fabric) : { device: managementNetwork.bridge, addresses: [], ports: [] },
  ]
}

function managed(fabric: FabricModel): NonNullable<PathLab['outside']>[number] {
  const { bridge, ipv4, ipv6 } = fabric.management
  return {
    device: bridge,
    addresses: [ipv4, ...(ipv6 ? [ipv6] : [])].map(
      ({ subnet, gateway }) => `${gateway}/${parseCidr(subnet).prefixLength}`,
    ),
    ports: ownNodes(fabric).flatMap(({ name, management }) =>
      management ? [{ device: management.port, place: name }] : [],
    ),
  }
}
