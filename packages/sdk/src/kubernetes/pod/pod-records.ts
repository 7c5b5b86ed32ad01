import { type KubernetesPod, conditionOf } from './kubernetes-pod.ts'
import { ownerOf } from './owner.ts'

/** A pod, as a lab keeps it. */
export interface KubernetesPodRecord {
  readonly name: string
  readonly namespace: string
  /** Short node name; '' until it is scheduled. */
  readonly node: string
  /** Its address, or its node's where it has none of its own; '' until it has one. */
  readonly ip: string
  /** One of each family; `ip` is the first. */
  readonly ips: readonly string[]
  readonly uid: string
  readonly labels: Readonly<Record<string, string>>
  /** The DaemonSet, Deployment or StatefulSet that it belongs to; '' for none. */
  readonly owner: string
  /** It has no network of its own, but its node's. */
  readonly hostNetwork: boolean
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown'
  readonly ready: boolean
}

/**
 * Reads what a lab keeps of its pods.
 *
 * @param shortNameOf Turns Kubernetes' name of a node into the lab's: `lab-worker2` into `worker2`.
 * @example
 * ```ts
 * podRecords(await kubernetes.pods({ namespace: 'default' }), (node) => node.replace('lab-', ''))
 * ```
 */
export function podRecords(
  pods: readonly KubernetesPod[],
  shortNameOf: (node: string) => string,
): readonly KubernetesPodRecord[] {
  return pods.map((pod) => {
    const { name, namespace = 'default', uid, labels = {} } = pod.metadata
    const { nodeName, hostNetwork = false } = pod.spec
    return {
      name,
      namespace,
      node: nodeName === undefined ? '' : shortNameOf(nodeName),
      ip: pod.status?.podIP ?? '',
      ips: pod.status?.podIPs?.map(({ ip }) => ip) ?? [pod.status?.podIP ?? []].flat(),
      uid,
      labels,
      owner: ownerOf(pod)?.name ?? '',
      hostNetwork,
      phase: pod.status?.phase ?? 'Unknown',
      ready: conditionOf(pod.status?.conditions, 'Ready')?.status === 'True',
    }
  })
}
