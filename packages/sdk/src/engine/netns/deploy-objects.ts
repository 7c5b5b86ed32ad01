import { describeCluster, describeWorkload, type Issue, type KubernetesObject } from '@underlay/configs'
import { podNetwork } from '../../cni/pod-network.ts'
import { LabStateError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import type { LabState, PodRecord, WiredPod } from '../../lab/state.ts'
import { giveToServices } from '../../workload/give-to-services.ts'
import { schedulePods } from '../../workload/schedule.ts'
import type { Change } from './netns-engine.ts'
import { planPods } from './plan-pods.ts'
import { programCni } from './program-cni.ts'
import { forgetFlows, removePods } from './remove-pods.ts'

/**
 * Adds objects to the lab: their pods on the nodes that take them, and the Services' rules on every node.
 *
 * @throws TopologyError when an object is none that the engine models.
 * @throws LabStateError when no CNI is installed, no node takes a pod, or nothing is left to give it.
 */
export function deployObjects(objects: readonly KubernetesObject[]): Change {
  return (state, host) => reschedule(host, state, { ...state, workload: merge(state.workload, objects) }, objects)
}

/** Takes objects out of the lab, with their pods and rules; what is absent is fine. */
export function deleteObjects(objects: readonly KubernetesObject[]): Change {
  return async (state, host) => {
    const gone = new Set(objects.map(identity))
    const workload = state.workload.filter((object) => !gone.has(identity(object)))
    return workload.length === state.workload.length ? state : reschedule(host, state, { ...state, workload })
  }
}

/**
 * Ends a pod. One of a DaemonSet or Deployment is made anew with another address, one by itself is gone for good.
 *
 * @throws LabStateError when there is no such pod.
 */
export function deletePod(pod: Pick<PodRecord, 'namespace' | 'name'>): Change {
  return async (state, host) => {
    const ended = state.pods.find((there) => isNamed(there, pod))
    if (ended === undefined) {
      const running = state.pods.map(({ name }) => name).join(', ')
      throw new LabStateError(`no pod is named ${pod.namespace}/${pod.name}`, `running: ${running || 'none'}`)
    }
    return reschedule(host, state, {
      ...state,
      workload: state.workload.filter((object) => identity(object) !== `Pod/${pod.namespace}/${pod.name}`),
      pods: state.pods.filter((there) => there !== ended),
      released: [...state.released, ...ended.ips],
    })
  }
}

/** What of objects is left aside knowingly. @throws TopologyError when the engine does not model an object. */
export function notesOf(objects: readonly KubernetesObject[], state: LabState): readonly Issue[] {
  return describeWorkload(objects, { cluster: describeCluster(state.kind) }).notes
}

/**
 * Makes the pods and rules that the objects of `wished` ask for; its pods stay where they can.
 *
 * @param added which of the objects were given just now.
 */
export async function reschedule(
  host: Host,
  before: LabState,
  wished: LabState,
  added: readonly KubernetesObject[] = [],
): Promise<LabState> {
  const cluster = describeCluster(wished.kind)
  const model = describeWorkload(wished.workload, { cluster, added })
  if (wished.cni === undefined) {
    throw new LabStateError(
      'pods need a CNI, and none is installed',
      'underlay up --calico ipip=CrossSubnet, or installCalico(cluster, { ipip: "CrossSubnet" }) first',
    )
  }
  const services = giveToServices(model.services, cluster, wished.services)
  const network = podNetwork(wished.cni)
  const scheduled = schedulePods(model, wished, network)
  const after: LabState = { ...wished, ...scheduled, cni: network.record(), services }
  const stays = (pod: WiredPod): boolean =>
    wished.pods.includes(pod) && after.pods.some((kept) => isNamed(kept, pod) && kept.ip === pod.ip)
  const gone = before.pods.filter((pod) => !stays(pod))
  await removePods(host, gone)
  if (after.cni !== undefined && after.cni !== wished.cni) await programCni(host, wished, after.cni)
  await planPods(host, after, before)
  const used = new Set(after.pods.flatMap(({ ips }) => ips))
  const unused = gone.flatMap(({ ips }) => ips).filter((ip) => !used.has(ip))
  await forgetFlows(host, Object.keys(wished.cni.nodes), unused)
  return after
}

function isNamed(pod: Pick<PodRecord, 'namespace' | 'name'>, other: Pick<PodRecord, 'namespace' | 'name'>): boolean {
  return pod.namespace === other.namespace && pod.name === other.name
}

function merge(before: readonly KubernetesObject[], added: readonly KubernetesObject[]): KubernetesObject[] {
  const merged = new Map(before.map((object) => [identity(object), object]))
  for (const object of added) merged.set(identity(object), object)
  return [...merged.values()]
}

function identity(object: KubernetesObject): string {
  return [object.kind, object.metadata.namespace ?? 'default', object.metadata.name].join('/')
}
