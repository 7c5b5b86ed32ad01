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
import { deriveAutodetection } from '../cni/calico/autodetection.ts'
import { nodesWith as calicoNodes } from '../cni/calico/detect-nodes.ts'
import { deriveIface } from '../cni/flannel/derive-iface.ts'
import { nodesWith as flannelNodes } from '../cni/flannel/detect-nodes.ts'
import { podNetwork } from '../cni/pod-network.ts'
import type { CniRecord } from '../cni/record.ts'
import { flannelOverhead } from '../engine/netns/install-flannel.ts'
import type { LabState } from '../lab/state.ts'
import { giveToServices } from '../workload/give-to-services.ts'
import { schedulePods } from '../workload/schedule.ts'
import { declaredInterfaces } from './declared-interfaces.ts'

/** How a state is derived. */
export interface Declaring {
  /** Also refuse another address of a node than the kind config's, as the installing of the CNI does. Default false. */
  readonly verify?: boolean
}

/**
 * What the netns engine would keep of a lab that nobody has made, before its workload is there and without the control
 * plane's taint.
 *
 * @throws LabError when its nodes cannot have the CNI; TopologyError when a document has a mistake.
 */
export function declaredState(definition: LabDefinition, how: Declaring = {}): LabState {
  const { name, kind, clab, files = {} } = definition
  const cluster = describeCluster(kind)
  const fabric = clab && describeFabric(clab, { cluster, files })
  const cni = fabric && recordOf(definition, cluster, fabric, how)
  return {
    name,
    lifetime: 'process',
    kind,
    taints: Object.fromEntries(cluster.nodes.map(({ shortName }) => [shortName, []])),
    ...(clab && { fabric: { topology: clab, files } }),
    ...(cni && { cni }),
    workload: [],
    pods: [],
    services: {},
    released: [],
  }
}

/**
 * The same with the pods and Services of its workload; without a CNI it has none.
 *
 * @throws LabStateError when there is no room for a pod; TopologyError when an object is not modelled.
 */
export function withWorkload(bare: LabState, workload: LabState['workload']): LabState {
  if (bare.cni === undefined) return { ...bare, workload }
  const cluster = describeCluster(bare.kind)
  const asked = describeWorkload(workload, { cluster })
  const network = podNetwork(bare.cni)
  const scheduled = schedulePods(asked, bare, network)
  const services = giveToServices(asked.services, cluster, {})
  return { ...bare, workload, ...scheduled, cni: network.record(), services }
}

function recordOf(
  { calico, flannel }: LabDefinition,
  cluster: ClusterModel,
  fabric: FabricModel,
  { verify = false }: Declaring,
): CniRecord | undefined {
  const interfaces = declaredInterfaces(cluster, fabric)
  const underlayMtuBytes = Math.min(...fabric.links.map(({ mtuBytes }) => mtuBytes))
  if (calico !== undefined) {
    const derived = deriveAutodetection(fabric)
    const settings = calicoSettings({ ...calico, autodetection: calico.autodetection ?? derived }, cluster)
    const nodes = calicoNodes(interfaces, cluster, settings, { advice: verify ? derived : undefined })
    return { name: 'calico', settings, mtu: calicoMtu(settings, underlayMtuBytes), nodes }
  }
  if (flannel === undefined) return undefined
  const iface = deriveIface(fabric)
  const settings = flannelSettings({ ...(iface !== undefined && { iface }), ...flannel }, cluster)
  const onLink = cluster.nodes.map(() => [])
  const { nodes } = flannelNodes({ interfaces, onLink }, cluster, settings, { verify, advice: '' })
  return { name: 'flannel', settings, mtuBytes: underlayMtuBytes - flannelOverhead(settings), nodes }
}
