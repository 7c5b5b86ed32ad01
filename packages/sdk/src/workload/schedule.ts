import { describeCluster, type WorkloadModel } from '@underlay/configs'
import type { PodNetwork } from '../cni/pod-network.ts'
import type { LabState, WiredPod } from '../lab/state.ts'

type DaemonSet = WorkloadModel['daemonSets'][number]

/**
 * The pods that a lab is to have: one for each DaemonSet on each node whose taints it tolerates and whose labels it
 * selects. A pod that runs keeps its name and address; a new one takes what the CNI allocates.
 *
 * @throws LabStateError when a node has no address left.
 */
export function schedulePods(model: WorkloadModel, state: LabState, network: PodNetwork): WiredPod[] {
  const { nodes } = describeCluster(state.kind)
  const pods: WiredPod[] = []
  for (const daemonSet of model.daemonSets) {
    for (const { shortName, labels } of nodes) {
      if (!takes(daemonSet, state.taints[shortName] ?? [], labels)) continue
      const name = `${daemonSet.name}-${shortName}`
      const running = state.pods.find((pod) => pod.name === name && pod.namespace === daemonSet.namespace)
      if (running !== undefined) {
        pods.push({ ...running, labels: daemonSet.labels })
        continue
      }
      const id = { name, namespace: daemonSet.namespace }
      const taken = new Set([...state.pods, ...pods].flatMap(({ ips }) => ips))
      const ips = network.allocate(shortName, taken)
      const hostInterface = network.hostInterface(id)
      const { labels: podLabels, name: owner } = daemonSet
      pods.push({ ...id, node: shortName, ip: ips[0] ?? '', ips, hostInterface, labels: podLabels, owner })
    }
  }
  return pods
}

function takes(daemonSet: DaemonSet, taints: readonly string[], labels: Readonly<Record<string, string>>): boolean {
  const selected = Object.entries(daemonSet.nodeSelector).every(([key, value]) => labels[key] === value)
  return selected && taints.every((taint) => daemonSet.tolerations.some((toleration) => tolerates(toleration, taint)))
}

function tolerates(toleration: DaemonSet['tolerations'][number], taint: string): boolean {
  const [key, effect] = taint.split(':')
  const { operator = 'Equal', value = '' } = toleration
  // The lab's taints have no value.
  const valueFits = operator === 'Exists' || value === ''
  const keyFits = toleration.key === undefined ? operator === 'Exists' : toleration.key === key
  return keyFits && valueFits && (toleration.effect === undefined || toleration.effect === effect)
}
