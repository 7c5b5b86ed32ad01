import type { KubernetesObject } from '@underlay/configs'
import { LabStateError } from '../../errors.ts'
import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import { conditionOf, type KubernetesPod } from '../../kubernetes/pod/kubernetes-pod.ts'
import { ownerOf } from '../../kubernetes/pod/owner.ts'
import type { LiveObject } from '../../kubernetes/object/live-object.ts'
import type { PodRecord } from '../../lab/state.ts'
import type { RemoveOptions } from '../engine.ts'

type Api = Pick<Kubernetes, 'defaultNamespace' | 'pods' | 'remove' | 'watchUntil'>

/**
 * Deletes objects, and waits until their pods are gone; what is absent is fine.
 *
 * @throws LabTimeoutError with the pods that are still there.
 */
export async function removeAndAwait(
  kubernetes: Api,
  objects: readonly KubernetesObject[],
  { timeoutMs }: RemoveOptions,
): Promise<void> {
  const names = new Set(
    objects.map(
      ({ kind, metadata }) => `${kind} ${metadata.namespace ?? kubernetes.defaultNamespace}/${metadata.name}`,
    ),
  )
  const mine = (await kubernetes.pods()).filter((pod) => {
    const { kind, name } = ownerOf(pod) ?? { kind: 'Pod', name: pod.metadata.name }
    return names.has(`${kind} ${pod.metadata.namespace}/${name}`)
  })
  await kubernetes.remove(objects)
  if (mine.length === 0) return
  const ending = new Set(mine.map(({ metadata }) => metadata.uid))
  const left = (seen: readonly LiveObject[]) => seen.filter(({ metadata }) => ending.has(metadata.uid))
  await kubernetes.watchUntil(allPods, (seen) => left(seen).length === 0, {
    what: `the end of ${mine.length} pods`,
    timeoutMs,
    describe: (seen) =>
      `${left(seen)
        .map(({ metadata }) => metadata.name)
        .join(', ')} are still there`,
  })
}

/**
 * Deletes a pod, and waits until it is gone and as many pods of its owner are ready as before.
 *
 * @throws LabStateError when there is no such pod.
 * @throws LabTimeoutError when it stays, or no other one comes.
 */
export async function removePodAndAwait(
  kubernetes: Api,
  pod: Pick<PodRecord, 'namespace' | 'name'>,
  { timeoutMs }: RemoveOptions,
): Promise<void> {
  const { namespace, name } = pod
  const there = (await kubernetes.pods({ namespace })).filter(
    ({ metadata }) => metadata.deletionTimestamp === undefined,
  )
  const ended = there.find(({ metadata }) => metadata.name === name)
  if (ended === undefined) throw new LabStateError(`no pod is named ${namespace}/${name}`, 'pods(cluster) lists them')
  const owner = ownerOf(ended)
  const siblings = (seen: readonly LiveObject[]): number =>
    seen.filter((object) => isReady(object as KubernetesPod) && isOf(object as KubernetesPod, owner)).length
  const wanted = siblings(there)
  await kubernetes.remove([{ apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name } }])
  const isGone = (seen: readonly LiveObject[]): boolean =>
    seen.every(({ metadata }) => metadata.uid !== ended.metadata.uid)
  const isSettled = (seen: readonly LiveObject[]): boolean => isGone(seen) && siblings(seen) >= wanted
  await kubernetes.watchUntil({ ...allPods, namespace }, isSettled, {
    what: `the end of Pod ${namespace}/${name}${owner === undefined ? '' : ', and the next one'}`,
    timeoutMs,
    describe: (seen) => `${isGone(seen) ? 'it is gone' : 'it is there'}, ${siblings(seen)} of ${wanted} ready`,
  })
}

const allPods = { apiVersion: 'v1', kind: 'Pod' }

function isReady({ metadata, status }: KubernetesPod): boolean {
  return metadata.deletionTimestamp === undefined && conditionOf(status?.conditions, 'Ready')?.status === 'True'
}

// A pod by itself has no siblings, and none comes after it.
function isOf(pod: KubernetesPod, owner: ReturnType<typeof ownerOf>): boolean {
  const own = ownerOf(pod)
  return owner !== undefined && own?.kind === owner.kind && own.name === owner.name
}
