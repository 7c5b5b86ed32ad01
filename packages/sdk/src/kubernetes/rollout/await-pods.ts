import type { KubernetesObject } from '@underlay/configs'
import type { Kubernetes } from '../kubernetes.ts'
import type { LiveObject } from '../object/live-object.ts'
import { conditionOf, type KubernetesPod } from '../pod/kubernetes-pod.ts'
import { troubleOf } from './pod-trouble.ts'

/**
 * Waits by watch until every Pod among the objects is ready; the other objects do not matter.
 *
 * @throws LabTimeoutError with those that are not, and why.
 */
export async function awaitPods(
  kubernetes: Pick<Kubernetes, 'watchUntil' | 'defaultNamespace'>,
  objects: readonly KubernetesObject[],
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<void> {
  const keys = objects
    .filter(({ kind }) => kind === 'Pod')
    .map(({ metadata }) => `${metadata.namespace ?? kubernetes.defaultNamespace}/${metadata.name}`)
  if (keys.length === 0) return
  const waiting = (seen: readonly LiveObject[]): string[] => {
    const pods = new Map(seen.map((pod) => [`${pod.metadata.namespace}/${pod.metadata.name}`, pod as KubernetesPod]))
    return keys.flatMap((key) => {
      const pod = pods.get(key)
      if (conditionOf(pod?.status?.conditions, 'Ready')?.status === 'True') return []
      const trouble = pod === undefined ? undefined : troubleOf(pod)
      return [`${key}: ${pod === undefined ? 'does not exist' : (trouble?.reason ?? 'is not ready')}`]
    })
  }
  await kubernetes.watchUntil({ apiVersion: 'v1', kind: 'Pod' }, (seen) => waiting(seen).length === 0, {
    what: `Pod ${keys.join(', ')} to be ready`,
    timeoutMs,
    describe: (seen) => waiting(seen).join('; '),
    ...(signal && { signal }),
  })
}
