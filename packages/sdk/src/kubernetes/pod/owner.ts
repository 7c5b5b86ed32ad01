import type { KubernetesPod } from './kubernetes-pod.ts'

/** The workload that a pod belongs to. */
export interface PodOwner {
  readonly kind: 'DaemonSet' | 'Deployment' | 'StatefulSet'
  readonly name: string
}

/**
 * Finds the workload that a pod belongs to; undefined for a pod of its own, of a node (static), of a Job or of a bare ReplicaSet.
 *
 * A Deployment owns ReplicaSets, not pods: its name is the ReplicaSet's without the `pod-template-hash`.
 *
 * @example
 * ```ts
 * ownerOf(pod) // { kind: 'Deployment', name: 'web' } for web-6d4cf56db6-x7k2p
 * ```
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label
 */
export function ownerOf({ metadata }: KubernetesPod): PodOwner | undefined {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller)
  if (owner === undefined) return undefined
  const { kind, name } = owner
  if (kind === 'DaemonSet' || kind === 'StatefulSet') return { kind, name }
  const suffix = `-${metadata.labels?.['pod-template-hash']}`
  const ofDeployment = kind === 'ReplicaSet' && name.endsWith(suffix)
  return ofDeployment ? { kind: 'Deployment', name: name.slice(0, -suffix.length) } : undefined
}
