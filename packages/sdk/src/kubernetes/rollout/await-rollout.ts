import type { KubernetesObject } from '@underlay/configs'
import { LabError } from '../../errors.ts'
import type { Kubernetes } from '../kubernetes.ts'
import { type LiveObject, nameObject, type ObjectSelection } from '../object/live-object.ts'
import { describeRollout, readWorkloads, type TroubledPod } from './describe-rollout.ts'

const KINDS = new Set(['DaemonSet', 'Deployment', 'StatefulSet'])
/** The kubelet may have looked just before the image or the ConfigMap came. */
const HOPE_MS = 5000

/** How long to wait for workloads. */
export interface RolloutOptions {
  readonly timeoutMs: number
  readonly signal?: AbortSignal
  /** How long a trouble that no waiting heals is borne; default 5000 ms. */
  readonly hopeMs?: number
}

/**
 * Waits by watch until every DaemonSet, Deployment and StatefulSet among the objects has rolled out; the other objects do not matter.
 *
 * @throws LabTimeoutError with how many pods of each are ready, and why the others are not.
 * @throws LabError early, when a pod lacks what waiting does not bring: its image offline, a ConfigMap; with the image and the fix.
 * @example
 * ```ts
 * await kubernetes.apply(objects)
 * await awaitRollout(kubernetes, objects, { timeoutMs: 60_000 })
 * ```
 */
export async function awaitRollout(
  kubernetes: Pick<Kubernetes, 'watchUntil' | 'defaultNamespace'>,
  objects: readonly KubernetesObject[],
  { timeoutMs, signal, hopeMs = HOPE_MS }: RolloutOptions,
): Promise<void> {
  const workloads = objects
    .filter(({ kind }) => KINDS.has(kind))
    .map((object) => inNamespace(object, kubernetes.defaultNamespace))
  if (workloads.length === 0) return
  const giveUp = new AbortController()
  let hopeless: readonly TroubledPod[] = []
  let lastHope: NodeJS.Timeout | undefined
  const check = (seen: readonly LiveObject[]): boolean => {
    const waiting = readWorkloads(workloads, seen).filter(({ done }) => !done)
    hopeless = waiting.flatMap(({ troubled }) => troubled.filter(({ trouble }) => trouble.hopeless))
    if (hopeless.length > 0) lastHope ??= setTimeout(() => giveUp.abort(hopelessError(hopeless)), hopeMs)
    else {
      clearTimeout(lastHope)
      lastHope = undefined
    }
    return waiting.length === 0
  }
  try {
    await kubernetes.watchUntil(selectionsFor(workloads), check, {
      what: `the rollout of ${workloads.map(nameObject).join(', ')}`,
      timeoutMs,
      describe: (seen) => describeRollout(readWorkloads(workloads, seen), seen),
      signal: signal === undefined ? giveUp.signal : AbortSignal.any([signal, giveUp.signal]),
    })
  } finally {
    clearTimeout(lastHope)
  }
}

function inNamespace(object: KubernetesObject, defaultNamespace: string): KubernetesObject {
  const { namespace = defaultNamespace, ...metadata } = object.metadata
  return { ...object, metadata: { ...metadata, namespace } }
}

/** The workloads, their pods, and what went wrong with these. */
function selectionsFor(workloads: readonly KubernetesObject[]): readonly ObjectSelection[] {
  const places = Map.groupBy(workloads, ({ metadata }) => metadata.namespace ?? '')
  return [...places].flatMap(([namespace, inside]) => [
    ...[...new Set(inside.map(({ kind }) => kind))].map((kind) => ({ apiVersion: 'apps/v1', kind, namespace })),
    { apiVersion: 'v1', kind: 'Pod', namespace },
    { apiVersion: 'v1', kind: 'Event', namespace, fields: { type: 'Warning', 'involvedObject.kind': 'Pod' } },
  ])
}

function hopelessError(pods: readonly TroubledPod[]): LabError {
  const [first] = pods
  const { reason = '', message = '', image = '' } = first?.trouble ?? {}
  const others = pods.length > 1 ? ` (and ${pods.length - 1} more)` : ''
  const { name, namespace } = first?.pod.metadata ?? {}
  const said = [reason, message].filter((text) => text !== '').join(': ')
  return new LabError(`Pod ${namespace}/${name}${others} can not start: image ${image}: ${said}`, fixFor(reason, image))
}

function fixFor(reason: string, image: string): string {
  if (reason === 'ErrImageNeverPull') return `load the image into the nodes: kind load docker-image ${image}`
  if (reason === 'InvalidImageName') return `correct the image's name: ${image}`
  return 'add what the container refers to (a ConfigMap, a Secret), or correct its name'
}
