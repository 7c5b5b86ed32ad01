import type { Cluster } from '../cluster/cluster.ts'
import type { PodRecord } from '../lab/state.ts'
import { podPlace } from '../workload/pod-names.ts'
import { observePlace } from './observe-place.ts'
import { sendFlow, type FlowRequest } from './send-flow.ts'
import type { FlowSnapshot, LabSnapshot, PlaceSnapshot, SnapshotPod } from './snapshot.ts'

export interface ObserveOptions {
  /** Flows to send and to capture, by name; none by default. */
  readonly flows?: Readonly<Record<string, FlowRequest>>
  /** The places to look at; default all nodes, gateways, hosts of the fabric, and pods outside of Kubernetes' own namespaces. */
  readonly places?: readonly string[]
}

/**
 * Observes a lab: the interfaces, routes, neighbours and forwarding databases of its nodes, pods and gateways as the
 * kernel has them, on any engine.
 *
 * Flows are sent first, one after the other, so that the tables are those of a lab in use.
 *
 * @throws UnknownNameError when there is no such place, or no such tap.
 * @throws CommandError when a flow meets nobody.
 * @example
 * const flows = { cross: { from: app.on('control-plane'), to: app.on('worker2'), taps: ['control-plane:net0', 'gw0:eth1'] } }
 * const snapshot = await observeLab(cluster, { flows })
 */
export async function observeLab(cluster: Cluster, { flows = {}, places }: ObserveOptions = {}): Promise<LabSnapshot> {
  const sent: Record<string, FlowSnapshot> = {}
  for (const [name, flow] of Object.entries(flows)) sent[name] = await sendFlow(cluster, flow)
  const { internals } = cluster
  const [pods, nodes] = await Promise.all([internals.pods(), internals.nodes()])
  const { cluster: model, cni, fabric } = internals.model()
  const gateways = (fabric?.gateways ?? []).map(({ name, gateway }) => ({
    name,
    interfaces: gateway.interfaces.map((device) => ({ name: device.name, addresses: device.addresses })),
  }))
  const own = pods.filter(({ namespace }) => !namespace.startsWith('kube-'))
  const all = [
    ...model.nodes.map(({ shortName }) => shortName),
    ...[...gateways, ...(fabric?.hosts ?? [])].map(({ name }) => name),
    ...own.map(podPlace),
  ]
  const looks = (places ?? all).map(async (place): Promise<[string, PlaceSnapshot]> => {
    return [place, await observePlace(internals, place)]
  })
  return {
    name: cluster.name,
    origin: originOf(cluster),
    nodes: model.nodes.map(({ name, shortName, nodeIps }) => {
      const internal = nodes.find((node) => node.name === name)?.internalIp
      const addresses = nodeIps.length > 0 || internal === undefined ? nodeIps : [internal]
      return { name: shortName, addresses, blocks: cni?.nodes[name]?.blocks ?? [] }
    }),
    pods: pods.map(podSnapshot),
    gateways,
    places: Object.fromEntries(await Promise.all(looks)),
    flows: sent,
  }
}

function podSnapshot(pod: PodRecord): SnapshotPod {
  const { name, node, owner, ips, hostInterface } = pod
  const ends = hostInterface !== undefined && { hostInterface }
  return { place: podPlace(pod), owner: owner || name, node, addresses: ips, ...ends }
}

function originOf({ engine, host, cni }: Cluster): string {
  return `${engine} on ${host.kind}, Linux ${host.kernel}, ${cni === undefined ? 'no CNI' : `${cni.how} ${cni.name}`}`
}
