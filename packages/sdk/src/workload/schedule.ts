import { blockAddress, describeCluster, vethName, type WorkloadModel } from '@underlay/configs'
import { LabStateError } from '../errors.ts'
import type { CalicoRecord, LabState, WiredPod } from '../lab/state.ts'

type DaemonSet = WorkloadModel['daemonSets'][number]

/**
 * The pods that a lab is to have: one for each DaemonSet on each node whose taints it tolerates and whose labels it
 * selects. A pod that runs keeps its name and address; a new one takes the lowest free address of its node's block.
 *
 * @throws LabStateError when a block has no address left.
 */
export function schedulePods(model: WorkloadModel, state: LabState, calico: CalicoRecord): WiredPod[] {
  const { nodes } = describeCluster(state.kind)
  const pods: WiredPod[] = []
  for (const daemonSet of model.daemonSets) {
    for (const { shortName, labels } of nodes) {
      if (!takes(daemonSet, state.taints[shortName] ?? [], labels)) continue
      const name = `${daemonSet.name}-${shortName}`
      const running = state.pods.find((pod) => pod.name === name && pod.namespace === daemonSet.namespace)
      pods.push(
        running !== undefined
          ? { ...running, labels: daemonSet.labels }
          : {
              name,
              namespace: daemonSet.namespace,
              node: shortName,
              ip: freeAddress(calico, shortName, [...state.pods, ...pods]),
              hostInterface: vethName(daemonSet.namespace, name),
              labels: daemonSet.labels,
              owner: daemonSet.name,
            },
      )
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

function freeAddress(calico: CalicoRecord, node: string, pods: readonly WiredPod[]): string {
  const block = calico.nodes[node]?.block ?? ''
  const size = 2 ** (32 - calico.settings.blockSize)
  const taken = new Set(pods.map(({ ip }) => ip))
  // Ordinal 0 is the tunnel's.
  for (let ordinal = 1; ordinal < size; ordinal++) {
    const address = blockAddress(block, ordinal)
    if (!taken.has(address)) return address
  }
  throw new LabStateError(
    `block ${block} of ${node} has no address left`,
    `a larger block: blockSize below ${calico.settings.blockSize}`,
  )
}
