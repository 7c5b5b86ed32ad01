import { parseManifests, type KubernetesObject } from '@underlay/configs'
import type { Cluster } from '../cluster/cluster.ts'
import type { Pod } from './deploy-workload.ts'

/**
 * Deletes objects from the cluster, and waits until their pods are gone: addresses, cables and routes with them, and on
 * every node the rules of their Services. What is absent is fine.
 *
 * @param objects one object, several, or YAML; kind, namespace and name say which.
 * @param options.timeoutMs for the pods to end, default 120000.
 * @throws LabTimeoutError on kind, with the pods that are still there.
 * @throws LabError on a cluster that the SDK did not make.
 * @example
 * await deleteWorkload(cluster, nodePortService('app', { port: 8080, nodePort: 32000 }))
 */
export async function deleteWorkload(
  cluster: Cluster,
  objects: KubernetesObject | readonly KubernetesObject[] | string,
  { timeoutMs = 120_000 }: { readonly timeoutMs?: number } = {},
): Promise<void> {
  const list = typeof objects === 'string' ? parseManifests(objects, { file: 'workload.yaml' }) : [objects].flat()
  await cluster.internals.remove(list, { timeoutMs })
}

/**
 * Deletes a pod. Where a DaemonSet or Deployment wants it, another one is made with an address of its own, and waited
 * for: ask `pods(cluster)` again. A Pod by itself is gone for good.
 *
 * @param options.timeoutMs default 120000.
 * @throws LabStateError when there is no such pod.
 * @throws LabTimeoutError on kind, when it stays or no other one comes.
 * @throws LabError on a cluster that the SDK did not make.
 * @example
 * await deletePod(cluster, app.on('worker2'))
 * const after = await pods(cluster)
 */
export async function deletePod(
  cluster: Cluster,
  pod: Pick<Pod, 'namespace' | 'name'>,
  { timeoutMs = 120_000 }: { readonly timeoutMs?: number } = {},
): Promise<void> {
  await cluster.internals.removePod({ namespace: pod.namespace, name: pod.name }, { timeoutMs })
}
