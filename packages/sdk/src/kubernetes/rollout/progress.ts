import type { LiveObject } from '../object/live-object.ts'

/** How far a workload has rolled out. */
export interface Progress {
  readonly done: boolean
  /** Pods of the current template that are available. */
  readonly ready: number
  readonly desired: number
}

/** The counts of the three kinds; a count of 0 is left out by the API server. */
interface Workload extends LiveObject {
  readonly spec?: { readonly replicas?: number; readonly updateStrategy?: { readonly type?: string } }
  readonly status?: Readonly<Partial<Record<string, number>>>
}

/**
 * Tells how far a DaemonSet, a Deployment or a StatefulSet has rolled out, by the rules of `kubectl rollout status`.
 *
 * @see https://github.com/kubernetes/kubectl/blob/master/pkg/polymorphichelpers/rollout_status.go
 */
export function progressOf(object: LiveObject): Progress {
  const { kind, metadata, spec, status = {} } = object as Workload
  const observed = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0)
  // Pods of such a workload change their template only when someone deletes them.
  const byHand = spec?.updateStrategy?.type === 'OnDelete'
  if (kind === 'DaemonSet') {
    const desired = status.desiredNumberScheduled ?? 0
    const updated = byHand ? desired : (status.updatedNumberScheduled ?? 0)
    return progress(observed, desired, updated, status.numberAvailable ?? 0)
  }
  const desired = spec?.replicas ?? 1
  const updated = byHand ? desired : (status.updatedReplicas ?? 0)
  const { done, ...counts } = progress(observed, desired, updated, status.availableReplicas ?? 0)
  // The old pods of a Deployment have to go, too.
  const replaced = kind !== 'Deployment' || (status.replicas ?? 0) <= updated
  return { ...counts, done: done && replaced }
}

function progress(observed: boolean, desired: number, updated: number, available: number): Progress {
  return { done: observed && updated >= desired && available >= desired, ready: Math.min(updated, available), desired }
}
