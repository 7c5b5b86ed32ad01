import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import { podRecords, type KubernetesPodRecord } from '../../kubernetes/pod/pod-records.ts'

/** The pods that run in a network of their own, in the order of their nodes and names. */
export async function runningPods(
  kubernetes: Pick<Kubernetes, 'pods'>,
  shortNameOf: (node: string) => string,
): Promise<readonly KubernetesPodRecord[]> {
  const pods = await kubernetes.pods()
  const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  return podRecords(staying, shortNameOf)
    .filter(({ hostNetwork, phase, ip }) => !hostNetwork && phase === 'Running' && ip !== '')
    .toSorted((a, b) => sortKey(a).localeCompare(sortKey(b), 'en', { numeric: true }))
}

function sortKey({ node, namespace, name }: KubernetesPodRecord): string {
  return `${node} ${namespace} ${name}`
}
