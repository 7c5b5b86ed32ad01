import { describeCluster, describeFabric } from '@underlay/configs'
import { outside } from '../../fabric/outside.ts'
import { bridgesNamespace, fabricNamespaces, known } from '../../fabric/places.ts'
import type { Host } from '../../host/host.ts'
import { growthOf, type GrownDocuments } from '../../lab/growth.ts'
import type { LabState } from '../../lab/state.ts'
import { observeDevices, type Devices } from '../../plan/observe.ts'
import { applyPlans, mergePlans, type Plan } from '../../plan/plan.ts'
import { podNamespace } from '../../workload/pod-names.ts'
import { endNamespaces } from './remove-pods.ts'

/**
 * Takes away what a growth made that began and did not end: its nodes, their pods, and the others' devices for them.
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
  return before
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
  const ends = [
    ...fabric.links.flatMap(({ endpoints }) => endpoints),
    ...fabric.devices.map(({ endpoint }) => endpoint),
  ]
  return [
    ...ends.map((end) => [known(namespaces, end.node), end.interface] as const),
    ...fabric.bridges.map((name) => [bridgesNamespace, name] as const),
    ...fabric.nodeBridges.map(({ name, device }) => [known(namespaces, name), device] as const),
    ...cluster.nodes.map((_, index) => [outside, `kind${index}`] as const),
    ...[...fabric.gateways, ...fabric.hosts].flatMap(({ management }) =>
      management === undefined ? [] : [[outside, management.port] as const],
    ),
  ]
}
