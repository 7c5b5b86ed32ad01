import {
  addressAt,
  allocateBlocks,
  calicoSettings,
  calicoTunnel,
  describeCluster,
  describeFabric,
  familyOf,
  flannelCni,
  flannelSettings,
  racks,
  subnetAt,
  vethName,
  type CalicoOptions,
  type CniModel,
  type FlannelOptions,
  type RacksOptions,
} from '@underlay/configs'
import type { PathLab, PathPod } from '@underlay/evidence'

/** How a lab differs from the reference lab. */
export interface PathLabOptions extends Partial<RacksOptions> {
  readonly calico?: CalicoOptions
  readonly flannel?: FlannelOptions
  /** What the CNI recorded for a node, by short name, other than the address of net0 with its mask. */
  readonly recorded?: Readonly<Record<string, string>>
}

/** Two racks of two nodes, one pod on each, as documents. */
export function pathLab({ recorded = {}, ...options }: PathLabOptions = {}): PathLab {
  const { calico = { ipip: 'CrossSubnet' }, flannel } = options
  const preset = racks({
    name: 'lab',
    racks: ['10.1.5.0/24', '10.1.8.0/24'],
    nodesPerRack: 2,
    ...options,
  })
  const cluster = describeCluster(preset.kind)
  const fabric = describeFabric(preset.clab, { cluster, files: preset.files })
  const cni = flannel === undefined ? calicoModel(calico) : flannelModel(flannel)
  const pods = cluster.nodes.map(({ name, shortName }): PathPod => ({
    place: `pod/app-${shortName}`,
    node: shortName,
    ips: firstOfEach(cni.nodes[name]?.blocks ?? []).map((block) => addressAt(block, flannel ? 2 : 1)),
    hostInterface: flannel ? `veth-${shortName}`.slice(0, 15) : vethName('default', `app-${shortName}`),
  }))
  const dockerAddresses = Object.fromEntries(
    cluster.nodes.map(({ shortName }, index) => [shortName, [`172.18.0.${index + 2}`]]),
  )
  return { cluster, fabric, cni, pods, services: [], dockerAddresses, dockerGateways: ['172.18.0.1'] }

  function addressesOf(node: { readonly name: string; readonly shortName: string }): string[] {
    const own = fabric.servers.find((server) => server.node === node.name)?.addresses ?? []
    const found = own.map(({ address }) => address)
    const other = recorded[node.shortName]
    return other === undefined ? found : [other]
  }

  function calicoModel(given: CalicoOptions): CniModel {
    const { pools, mtuBytes, natOutgoingExclusions } = calicoSettings(given, cluster)
    const names = cluster.nodes.map(({ name }) => name)
    const blocks = pools.map((pool) => allocateBlocks(pool, names))
    const models = pools.map((pool) => ({ ...pool, tunnel: calicoTunnel(pool) }))
    return {
      name: 'calico',
      podCidr: pools[0].cidr,
      ipip: pools[0].ipip,
      vxlan: pools[0].vxlan,
      tunnel: models[0]?.tunnel,
      pools: models,
      nodes: Object.fromEntries(
        cluster.nodes.map((node) => {
          const addresses = addressesOf(node)
          const own = blocks.flatMap((each) => each.get(node.name) ?? [])
          return [node.name, { address: addresses[0] ?? '', addresses, blocks: own }]
        }),
      ),
      ...(mtuBytes !== undefined && { mtuBytes }),
      ...(natOutgoingExclusions === 'IPPoolsAndHostIPs' && { natExcludesHosts: true }),
    }
  }

  function flannelModel(given: FlannelOptions): CniModel {
    const settings = flannelSettings(given, cluster)
    const nodes = cluster.nodes.map((node, index) => ({
      name: node.name,
      address: addressesOf(node)[0]?.split('/')[0] ?? '',
      podCidr: subnetAt(settings.network, 24, index),
    }))
    return flannelCni(settings, nodes)
  }
}

function firstOfEach(blocks: readonly string[]): string[] {
  return [4, 6].flatMap((family) => blocks.filter((block) => familyOf(block) === family).slice(0, 1))
}
