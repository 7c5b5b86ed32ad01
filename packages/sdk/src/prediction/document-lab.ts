import {
  calicoMtu,
  calicoSettings,
  describeCluster,
  describeFabric,
  describeWorkload,
  flannelSettings,
  type ClusterModel,
  type FabricModel,
  type LabDefinition,
} from '@underlay/configs'
import type { PathLab } from '@underlay/evidence'
import { deriveAutodetection } from '../cni/calico/autodetection.ts'
import { nodesWith as calicoNodes } from '../cni/calico/detect-nodes.ts'
import { nodesWith as flannelNodes } from '../cni/flannel/detect-nodes.ts'
import { podNetwork } from '../cni/pod-network.ts'
import type { CniRecord } from '../cni/record.ts'
import { deriveIface } from '../cni/flannel/derive-iface.ts'
import { flannelOverhead } from '../engine/netns/install-flannel.ts'
import { modelOf } from '../engine/netns/model.ts'
import { kindAddresses, kindNetwork } from '../fabric/outside.ts'
import type { Interface } from '../interfaces/interfaces.ts'
import type { LabState } from '../lab/state.ts'
import { giveToServices } from '../workload/give-to-services.ts'
import { givenServices } from '../workload/given-services.ts'
import { schedulePods } from '../workload/schedule.ts'
import { outsideNetworks } from './outside-networks.ts'
import { assemblePathLab } from './path-lab.ts'

/**
 * What a prediction is made from, of a lab that nobody has made: its definition says what the netns engine would give its
 * nodes, pods and Services, without the control plane's taint. Blocks and addresses of a real cluster are others.
 *
 * @throws TopologyError when a document has a mistake; LabStateError when there is no room for a pod.
 * @example
 * const { pods } = documentLab(presets['calico-vxlan-crosssubnet'].define())
 */
export function documentLab(definition: LabDefinition): PathLab {
  const state = declaredState(definition)
  const model = modelOf(state)
  return assemblePathLab({
    model,
    pods: state.pods,
    services: givenServices(state),
    outside: outsideNetworks(model.cluster, model.fabric) ?? [],
  })
}

function declaredState(definition: LabDefinition): LabState {
  const { name, kind, clab, files = {}, workload = [] } = definition
  const cluster = describeCluster(kind)
  const fabric = clab && describeFabric(clab, { cluster, files })
  const cni = fabric && recordOf(definition, cluster, fabric)
  const bare: LabState = {
    name,
    lifetime: 'process',
    kind,
    taints: Object.fromEntries(cluster.nodes.map(({ shortName }) => [shortName, []])),
    ...(clab && { fabric: { topology: clab, files } }),
    ...(cni && { cni }),
    workload,
    pods: [],
    services: {},
    released: [],
  }
  if (cni === undefined) return bare
  const asked = describeWorkload(workload, { cluster })
  const network = podNetwork(cni)
  const scheduled = schedulePods(asked, bare, network)
  return { ...bare, ...scheduled, cni: network.record(), services: giveToServices(asked.services, cluster, {}) }
}

function recordOf(
  { calico, flannel }: LabDefinition,
  cluster: ClusterModel,
  fabric: FabricModel,
): CniRecord | undefined {
  const interfaces = cluster.nodes.map(({ name }, index) => interfacesOf(name, index, cluster, fabric))
  const underlayMtuBytes = Math.min(...fabric.links.map(({ mtuBytes }) => mtuBytes))
  if (calico !== undefined) {
    const autodetection = calico.autodetection ?? deriveAutodetection(fabric)
    const settings = calicoSettings({ ...calico, autodetection }, cluster)
    const nodes = calicoNodes(interfaces, cluster, settings, {})
    return { name: 'calico', settings, mtu: calicoMtu(settings, underlayMtuBytes), nodes }
  }
  if (flannel === undefined) return undefined
  const iface = deriveIface(fabric)
  const settings = flannelSettings({ ...(iface !== undefined && { iface }), ...flannel }, cluster)
  const onLink = cluster.nodes.map(() => [])
  const { nodes } = flannelNodes({ interfaces, onLink }, cluster, settings, { verify: false, advice: '' })
  return { name: 'flannel', settings, mtuBytes: underlayMtuBytes - flannelOverhead(settings), nodes }
}

/** The interfaces that the documents give a node: Docker's, and those of its server in the topology. */
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
