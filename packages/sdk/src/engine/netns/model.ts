import { calicoTunnel, describeCluster, describeFabric, type ClusterModel, type CniModel } from '@underlay/configs'
import { kindAddresses } from '../../fabric/outside.ts'
import type { CniRecord } from '../../cni/record.ts'
import type { LabState } from '../../lab/state.ts'
import type { InstalledCni, LabModel } from '../engine.ts'

/** What a lab's documents say. */
export function modelOf(state: LabState): LabModel {
  const cluster = describeCluster(state.kind)
  const { fabric, cni, taints } = state
  return {
    cluster,
    fabric: fabric && describeFabric(fabric.topology, { cluster, files: fabric.files }),
    cni: cni && cniOf(cni, cluster),
    dockerAddresses: Object.fromEntries(
      cluster.nodes.map(({ shortName }, index) => [shortName, kindAddresses(cluster.ipFamily, index)]),
    ),
    taints,
  }
}

function cniOf({ settings, nodes }: CniRecord, cluster: ClusterModel): InstalledCni {
  const recorded = cluster.nodes.flatMap(({ name, shortName }): [string, CniModel['nodes'][string]][] => {
    const node = nodes[shortName]
    const [own] = node?.addresses ?? []
    return node === undefined || own === undefined ? [] : [[name, { address: own.address, blocks: node.blocks }]]
  })
  const pools = settings.pools.map(({ cidr, ipip, vxlan }) => {
    return { cidr, ipip, vxlan, tunnel: calicoTunnel({ cidr, ipip, vxlan }) }
  })
  const [{ cidr: podCidr, ipip, vxlan }] = settings.pools
  const tunnel = pools[0]?.tunnel
  return { name: 'calico', how: 'modelled', podCidr, ipip, vxlan, tunnel, pools, nodes: Object.fromEntries(recorded) }
}
