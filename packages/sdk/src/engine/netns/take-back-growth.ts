import { describeCluster, describeFabric } from '@underlay/configs'
import { CommandError, LabTimeoutError } from '../../errors.ts'
import { outside } from '../../fabric/outside.ts'
import { bridgesNamespace, endsByNode, fabricNamespaces, known } from '../../fabric/places.ts'
import type { Host } from '../../host/host.ts'
import { growthOf, type GrownDocuments } from '../../lab/growth.ts'
import type { LabState } from '../../lab/state.ts'
import { observeDevices, type Devices } from '../../plan/observe.ts'
import { applyPlans, mergePlans, type Plan } from '../../plan/plan.ts'
import { podNamespace } from '../../workload/pod-names.ts'
import { planPods } from './plan-pods.ts'
import { programCni } from './program-cni.ts'
import { endNamespaces } from './remove-pods.ts'

// The sessions between the old nodes are up, unless the lab has a fault.
const routesMs = 1000

/**
 * Takes away what a growth made that began and did not end: its nodes, their pods, and on the others the devices for them,
 * what the CNI programmed for them, and the rules of Services' endpoints there (their chains stay, empty). On old nodes and
 * gateways what the grown documents set there beyond devices stays: addresses, `exec` lines, NAT, routes by a device that
 * stays, sysctls; and so do kube-proxy's sets of clients, of a growth whose process was killed. Where the lab has a fault of
 * its own, more of what the CNI programmed may stay.
 *
 * @returns the lab as it was before.
 */
export async function takeBackGrowth(host: Host, state: LabState): Promise<LabState> {
  const { growing, ...before } = state
  const { kind, fabric, pods } = before
  if (growing === undefined || fabric === undefined) return before
  const { nodes, others } = growthOf({ kind, fabric }, growing)
  const devices = await observeDevices(host)
  // A namespace may live on for a moment after its end, and its cables with it: those go first.
  await applyPlans(host, dropNew({ kind, ...fabric }, growing, devices))
  const running = new Set(pods.map(podNamespace))
  const ofGrowth = podsOf(devices, fabric).filter((name) => !running.has(name))
  await endNamespaces(host, [...ofGrowth, ...nodes, ...others])
  const { cni } = growing
  if (cni !== undefined && before.cni !== undefined) {
    await programCni(host, { ...before, cni }, before.cni, routesMs).catch(leaveFault)
    await planPods(host, before).catch(leaveFault)
  }
  return before
}

// A fault of the lab itself must not keep the next change away, which may be its repair.
function leaveFault(error: unknown): void {
  if (!(error instanceof CommandError || error instanceof LabTimeoutError)) throw error
}

function podsOf(devices: Devices, { topology }: Pick<GrownDocuments, 'topology'>): string[] {
  const own = new Set(Object.keys(topology.topology.nodes))
  return [...devices.keys()].filter((name) => name.startsWith('pod-') && !own.has(name))
}

function dropNew(before: GrownDocuments, grown: GrownDocuments, devices: Devices): Plan[] {
  const old = new Set(devicesOf(before).map((place) => place.join(' ')))
  const added = devicesOf(grown).filter((place) => !old.has(place.join(' ')))
  const there = added.filter(([namespace, device]) => devices.get(namespace)?.has(device))
  return mergePlans(there.map(([namespace, device]) => ({ namespace, instructions: [`drop ${device}`] })))
}

/** Cables, devices and bridges of a fabric, and its nodes' outer ends, each with its namespace. */
function devicesOf({ kind, topology, files }: GrownDocuments): (readonly [namespace: string, device: string])[] {
  const cluster = describeCluster(kind)
  const fabric = describeFabric(topology, { cluster, files })
  const namespaces = fabricNamespaces(fabric, cluster)
  return [
    ...[...endsByNode(fabric).values()].flat().map((end) => [known(namespaces, end.node), end.interface] as const),
    ...fabric.bridges.map((name) => [bridgesNamespace, name] as const),
    ...fabric.nodeBridges.map(({ name, device }) => [known(namespaces, name), device] as const),
    ...cluster.nodes.map((_, index) => [outside, `kind${index}`] as const),
    ...[...fabric.gateways, ...fabric.hosts].flatMap(({ management }) =>
      management === undefined ? [] : [[outside, management.port] as const],
    ),
  ]
}
