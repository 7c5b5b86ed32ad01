import { calicoTunnel, describeCluster, describeFabric, flannelCni, type CniModel } from '@underlay/configs'
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
    cni: cni && cniOf(cni),
    dockerAddresses: Object.fromEntries(
      cluster.nodes.map(({ shortName }, index) => [shortName, kindAddresses(cluster.ipFamily, index)]),
    ),
    taints,
  }
}

function cniOf(cni: CniRecord): InstalledCni {
  if (cni.name === 'flannel') {
    const nodes = Object.values(cni.nodes).map(({ name, own, podCidr }) => {
      // flannel records no mask.
      return { name, address: own.address.split('/')[0] ?? '', podCidr }
    })
    return { ...flannelCni(cni.settings, nodes), how: 'modelled' }
  }
  const recorded = Object.values(cni.nodes).flatMap((node): [string, CniModel['nodes'][string]][] => {
    const addresses = node.addresses.map(({ address }) => address)
    const [address] = addresses
    return address === undefined ? [] : [[node.name, { address, addresses, blocks: node.blocks }]]
  })
  const { mtuBytes, natOutgoingExclusions } = cni.settings
  const pools = cni.settings.pools.map(({ cidr, ipip, vxlan, natOutgoing }) => {
    return { cidr, ipip, vxlan, natOutgoing, tunnel: calicoTunnel({ cidr, ipip, vxlan }) }
  })
  const [{ cidr: podCidr, ipip, vxlan }] = cni.settings.pools
  return {
    name: 'calico',
    how: 'modelled',
    calico: cni.settings,
    podCidr,
    ipip,
    vxlan,
    tunnel: pools[0]?.tunnel,
    pools,
    nodes: Object.fromEntries(recorded),
    ...(natOutgoingExclusions === 'IPPoolsAndHostIPs' && { natExcludesHosts: true }),
    ...(mtuBytes !== undefined && { mtuBytes }),
  }
}
