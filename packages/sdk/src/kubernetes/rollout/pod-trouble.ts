import { type ContainerStatus, conditionOf, type KubernetesPod } from '../pod/kubernetes-pod.ts'

/** Reasons that stay until someone changes the pod, or loads the image. */
const HOPELESS = new Set(['ErrImageNeverPull', 'InvalidImageName', 'CreateContainerConfigError'])

/** Why a pod is not ready. */
export interface PodTrouble {
  /** `ImagePullBackOff`, `CrashLoopBackOff`, `Unschedulable`, …, or the phase where nothing better is known. */
  readonly reason: string
  readonly message: string
  /** The image of the container that has it; '' when it is no container's. */
  readonly image: string
  /** Waiting does not heal it. */
  readonly hopeless: boolean
}

/**
 * Tells why a pod is not ready: it is not scheduled, a container waits or has ended, or a probe fails; undefined when it is ready.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states
 */
export function troubleOf({ status = {} }: KubernetesPod): PodTrouble | undefined {
  const ready = conditionOf(status.conditions, 'Ready')
  if (ready?.status === 'True' || status.phase === 'Succeeded') return undefined
  const scheduled = conditionOf(status.conditions, 'PodScheduled')
  if (scheduled?.status === 'False') return trouble(scheduled.reason ?? 'Unschedulable', scheduled.message)
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
  const troubles = containers.map(containerTrouble).filter((one) => one !== undefined)
  // The containers behind a failing init container say PodInitializing, which explains nothing.
  const [first] = [...troubles].sort((one, other) => rank(one) - rank(other))
  return first ?? trouble(status.phase ?? 'Pending', ready?.message)
}

function containerTrouble({ name, image, ready, state }: ContainerStatus): PodTrouble | undefined {
  const { waiting, terminated } = state ?? {}
  if (waiting !== undefined) return trouble(waiting.reason ?? 'Waiting', waiting.message, image)
  if (terminated !== undefined && terminated.exitCode !== 0) {
    const said = terminated.message?.trim() || `exit code ${terminated.exitCode}`
    return trouble(terminated.reason ?? 'Error', `container ${name}: ${said}`, image)
  }
  return terminated === undefined && !ready
    ? trouble('NotReady', `container ${name} runs, and is not ready`, image)
    : undefined
}

function trouble(reason: string, message = '', image = ''): PodTrouble {
  return { reason, message, image, hopeless: HOPELESS.has(reason) }
}

function rank({ reason, message }: PodTrouble): number {
  if (HOPELESS.has(reason)) return 0
  if (reason === 'PodInitializing') return 3
  return message === '' ? 2 : 1
}
