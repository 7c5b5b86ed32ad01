import {
  addressAt,
  describeCluster,
  describeWorkload,
  type Issue,
  type KubernetesObject,
  type WorkloadModel,
} from '@underlay/configs'
import { LabStateError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { podNetwork } from '../../cni/pod-network.ts'
import { run, tryRun } from '../../host/run.ts'
import type { LabState, WiredPod } from '../../lab/state.ts'
import { makeMissing, observeDevices } from '../../plan/observe.ts'
import { applyPlans } from '../../plan/plan.ts'
import { podNamespace } from '../../workload/pod-names.ts'
import { schedulePods } from '../../workload/schedule.ts'
import { planServices, type ServicePort } from '../../workload/plan-services.ts'
import type { Change } from './netns-engine.ts'
import { programCni } from './program-cni.ts'

/**
 * Adds objects to the lab: a pod for each DaemonSet on each node that takes it, and the Services' rules on every node.
 *
 * @throws TopologyError when an object is none that the engine models.
 * @throws LabStateError when no CNI is installed.
 */
export function deployObjects(objects: readonly KubernetesObject[]): Change {
  return async (state, host) => {
    const workload = merge(state.workload, objects)
    const model = describeWorkload(workload)
    if (state.cni === undefined) {
      throw new LabStateError(
        'pods need a CNI, and none is installed',
        'installCalico(cluster, { ipip: "CrossSubnet" }) first',
      )
    }
    const network = podNetwork(state.cni)
    const pods = schedulePods(model, state, network)
    const cni = network.record()
    const after: LabState = { ...state, cni, workload, pods, clusterIps: allocateClusterIps(model, state) }
    const gone = state.pods.filter((pod) => !pods.some((kept) => podNamespace(kept) === podNamespace(pod)))
    await Promise.all(gone.map((pod) => removePod(host, pod)))
    if (cni !== state.cni) await programCni(host, state, cni)
    await planPods(host, after)
    return after
  }
}

/** What of objects is left aside knowingly. @throws TopologyError when the engine does not model an object. */
export function notesOf(objects: readonly KubernetesObject[]): readonly Issue[] {
  return describeWorkload(objects).notes
}

/** Makes what the lab's pods and Services lack. */
export async function planPods(host: Host, state: LabState): Promise<void> {
  const { cni, pods } = state
  if (cni === undefined || pods.length === 0) return
  const devices = await observeDevices(host)
  const network = podNetwork(cni)
  const cables = pods.map((pod) => network.cable(pod))
  const first = makeMissing(devices, pods.map(podNamespace), cables)
  await applyPlans(host, [{ namespace: '', instructions: first }])
  const services = planServices(servicePorts(state), network.podCidrs[0] ?? '')
  const onNodes = Object.keys(cni.nodes).map((node) => {
    const own = pods.filter((pod) => pod.node === node)
    return { namespace: node, instructions: [...network.planNode(node, own), ...services] }
  })
  await applyPlans(host, [...onNodes, ...pods.map((pod) => network.planPod(pod))])
  await Promise.all(pods.map((pod) => serve(host, pod)))
}

// Its veth goes at once; the namespace needs its processes to end first.
async function removePod(host: Host, pod: WiredPod): Promise<void> {
  const end = 'ip netns pids "$1" | while read -r pid; do kill -9 "$pid"; done; ip netns del "$1"'
  await tryRun(host, pod.node, ['ip', 'link', 'del', pod.hostInterface])
  await run(host, '', ['sh', '-c', end, 'remove-pod', podNamespace(pod)])
}

// Every pod answers HTTP on port 80, as the tutorial's image does. A port that is taken is one that answers.
async function serve(host: Host, pod: WiredPod): Promise<void> {
  const namespace = podNamespace(pod)
  const root = `/srv/${namespace}`
  const started = await tryRun(host, namespace, ['/underlay/http-responder.pl', '80', root, pod.name])
  if (started.exitCode !== 0 && !/in use/.test(started.stderr)) throw new LabStateError(started.stderr.trim())
}

function merge(before: readonly KubernetesObject[], added: readonly KubernetesObject[]): KubernetesObject[] {
  const merged = new Map(before.map((object) => [identity(object), object]))
  for (const object of added) merged.set(identity(object), object)
  return [...merged.values()]
}

function identity(object: KubernetesObject): string {
  return [object.kind, object.metadata.namespace ?? 'default', object.metadata.name].join('/')
}

function allocateClusterIps(model: WorkloadModel, state: LabState): Record<string, string> {
  const { serviceSubnet } = describeCluster(state.kind)
  const allocated: Record<string, string> = { ...state.clusterIps }
  for (const { namespace, name } of model.services) {
    // The first ten are the cluster's own (kubernetes, DNS).
    allocated[`${namespace}/${name}`] ??= addressAt(serviceSubnet, 11 + Object.keys(allocated).length)
  }
  return allocated
}

function servicePorts(state: LabState): ServicePort[] {
  const { services } = describeWorkload(state.workload)
  return services.flatMap(({ namespace, name, selector, ports }) => {
    const selected = state.pods.filter(
      (pod) =>
        pod.namespace === namespace && Object.entries(selector).every(([key, value]) => pod.labels[key] === value),
    )
    return ports.map((port) => ({
      id: `${namespace}/${name}:${port.port}`,
      clusterIp: state.clusterIps[`${namespace}/${name}`] ?? '',
      port: port.port,
      protocol: port.protocol === 'UDP' ? ('udp' as const) : ('tcp' as const),
      nodePort: port.nodePort,
      endpoints: selected.map(({ ip }) => `${ip}:${port.targetPort}`),
    }))
  })
}
