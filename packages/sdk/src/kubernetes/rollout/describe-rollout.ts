import type { KubernetesObject } from '@underlay/configs'
import { type LiveObject, nameObject } from '../object/live-object.ts'
import type { KubernetesPod } from '../pod/kubernetes-pod.ts'
import { ownerOf } from '../pod/owner.ts'
import { type PodTrouble, troubleOf } from './pod-trouble.ts'
import { progressOf } from './progress.ts'

/** A pod that is not ready. */
export interface TroubledPod {
  readonly pod: KubernetesPod
  readonly trouble: PodTrouble
}

/** A workload among the objects that were seen, and its pods that are not ready. */
export interface WorkloadState {
  readonly name: string
  readonly live: LiveObject | undefined
  readonly done: boolean
  readonly troubled: readonly TroubledPod[]
}

/** Finds each workload and its troubled pods among the objects that were seen; those that go away do not count. */
export function readWorkloads(
  workloads: readonly KubernetesObject[],
  seen: readonly LiveObject[],
): readonly WorkloadState[] {
  const pods = seen.filter((object): object is KubernetesPod => object.kind === 'Pod')
  return workloads.map((workload) => {
    const { kind, metadata } = workload
    const live = seen.find((object) => object.kind === kind && nameObject(object) === nameObject(workload))
    const mine = pods.filter((pod) => {
      const owner = ownerOf(pod)
      if (pod.metadata.deletionTimestamp !== undefined || pod.metadata.namespace !== metadata.namespace) return false
      return owner?.kind === kind && owner.name === metadata.name
    })
    const troubled = mine.flatMap((pod) => {
      const trouble = troubleOf(pod)
      return trouble === undefined ? [] : [{ pod, trouble }]
    })
    return { name: nameObject(workload), live, done: live !== undefined && progressOf(live).done, troubled }
  })
}

/** What is not done yet: how many of how many, and why not. */
export function describeRollout(states: readonly WorkloadState[], seen: readonly LiveObject[]): string {
  const waiting = states.filter(({ done }) => !done)
  return waiting.map((state) => describeWorkload(state, seen)).join('; ')
}

function describeWorkload({ name, live, troubled }: WorkloadState, seen: readonly LiveObject[]): string {
  if (live === undefined) return `${name} does not exist`
  const { ready, desired } = progressOf(live)
  // A hundred pods seldom have a hundred reasons.
  const byReason = Map.groupBy(troubled, ({ pod, trouble }) =>
    [trouble.reason, trouble.message || lastEvent(pod, seen)].filter(Boolean).join(': '),
  )
  const reasons = [...byReason].map(([why, [first, ...others]]) => {
    const place = first?.pod.spec.nodeName === undefined ? '' : ` on ${first.pod.spec.nodeName}`
    return `${first?.pod.metadata.name}${place}${others.length > 0 ? ` and ${others.length} more` : ''}: ${why}`
  })
  return [`${name}: ${ready} of ${desired} ready`, ...reasons].join(', ')
}

/** The kubelet says in events only why a sandbox has no network. */
function lastEvent({ metadata }: KubernetesPod, seen: readonly LiveObject[]): string {
  const events = seen.filter(({ kind, involvedObject }) => {
    return kind === 'Event' && (involvedObject as { readonly uid?: string } | undefined)?.uid === metadata.uid
  })
  const message = events.at(-1)?.message
  return typeof message === 'string' ? message : ''
}
