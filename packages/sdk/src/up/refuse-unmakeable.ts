import {
  describeCluster,
  describeFabric,
  detectAddress,
  isIp,
  locate,
  TopologyError,
  type FabricModel,
  type Issue,
  type LabDefinition,
} from '@underlay/configs'
import { deriveAutodetection } from '../cni/calico/autodetection.ts'
import { refuseMtu } from '../cni/calico/refuse-mtu.ts'
import { deriveIface } from '../cni/flannel/derive-iface.ts'
import { requireNetworks } from '../cni/flannel/detect-nodes.ts'
import { LabError } from '../errors.ts'
import type { Interface } from '../interfaces/interfaces.ts'
import type { LabState } from '../lab/state.ts'
import { declaredInterfaces } from '../prediction/declared-interfaces.ts'
import { declaredState, withWorkload } from '../prediction/declared-state.ts'
import { knowsAddresses, oneInterfaceEach } from './known-addresses.ts'

/**
 * Refuses documents that are sound, and from which the netns engine can make no lab: a CNI that finds no address of its
 * nodes, or another than the declared one; pods for which there is no node, or no address. What programs of the topology
 * do is not known before they run: where nodes run such, all this is left to the steps.
 *
 * @throws TopologyError with the place of each mistake.
 */
export function refuseUnmakeable(lab: LabDefinition): void {
  const { clab, kind, files = {}, workload = [] } = lab
  const cluster = describeCluster(kind)
  const fabric = clab && describeFabric(clab, { cluster, files })
  if (fabric === undefined || !knowsAddresses(fabric)) return
  refuseNoInterface(lab)
  if (lab.flannel !== undefined) {
    const [path, place] = ['networking.podSubnet', locate(kind, ['networking', 'podSubnet'])]
    at({ ...(place ?? { file: 'kind config' }), path }, () => requireNetworks(cluster.podSubnet, cluster))
  }
  const verify = oneInterfaceEach(fabric)
  const bare = at(detectionPlace(lab), () => declaredState(lab, { verify }), ownFix(lab, fabric))
  const { cni } = bare
  if (cni?.name === 'calico') at({ file: 'calico options', path: 'mtuBytes' }, () => refuseMtu(cni.settings, fabric))
  if (fits(bare, workload)) return
  // The first object that does not fit beside those before it is the one to mend.
  const index = workload.findIndex((_, nth) => !fits(bare, workload.slice(0, nth + 1)))
  const place = locate(workload[index] ?? {}, []) ?? { file: `manifests[${index}]` }
  at({ ...place, path: '' }, () => withWorkload(bare, workload))
}

/**
 * Refuses an interface by name that no node can have, whatever the engine: a node has eth0, and what the topology gives it.
 *
 * @throws TopologyError with the nodes.
 */
export function refuseNoInterface(lab: LabDefinition): void {
  const { clab, kind, files = {}, calico, flannel } = lab
  const cluster = describeCluster(kind)
  const fabric = clab && describeFabric(clab, { cluster, files })
  if (fabric === undefined || cluster.ipFamily === 'ipv6' || !knowsAddresses(fabric)) return
  const [method, iface] = [calico?.autodetection ?? '', flannel?.iface]
  if (!method.startsWith('interface=') && (iface === undefined || isIp(iface))) return
  const has = (own: readonly Interface[]): boolean =>
    iface === undefined ? detectAddress(method, own) !== undefined : own.some(({ name }) => name === iface)
  const interfaces = declaredInterfaces(cluster, fabric)
  const without = cluster.nodes.filter((_, index) => !has(interfaces[index] ?? []))
  if (without.length === 0) return
  const nodes = without.map(({ shortName }) => shortName).join(', ')
  const message = `no address of ${nodes} is on ${iface ?? method}; ${ownFix(lab, fabric)}`
  throw new TopologyError([{ ...detectionPlace(lab), message }])
}

function fits(bare: LabState, workload: LabState['workload']): boolean {
  try {
    withWorkload(bare, workload)
    return true
  } catch (error) {
    if (error instanceof LabError) return false
    throw error
  }
}

/** Does something whose error is a mistake of the documents, at that place. */
function at<T>(place: Omit<Issue, 'message'>, derive: () => T, fix?: string): T {
  try {
    return derive()
  } catch (error) {
    if (!(error instanceof LabError)) throw error
    const what = error.message.split('\n  fix: ')[0] ?? ''
    const lines = what.split('\n').map((message) => ({ ...place, message }))
    const last = lines.at(-1) ?? { ...place, message: what }
    const mended = { ...last, message: `${last.message}; ${fix ?? error.fix ?? ''}` }
    throw new TopologyError([...lines.slice(0, -1), mended])
  }
}

function detectionPlace({ calico }: LabDefinition): Omit<Issue, 'message'> {
  return calico === undefined
    ? { file: 'flannel options', path: 'iface' }
    : { file: 'calico options', path: 'autodetection' }
}

// Only the steps, one by one, can do without the declared address.
function ownFix({ calico }: LabDefinition, fabric: FabricModel): string {
  const own = calico === undefined ? deriveIface(fabric) : deriveAutodetection(fabric)
  return `leave it out, and it is ${own ?? 'that of the fabric'}`
}
