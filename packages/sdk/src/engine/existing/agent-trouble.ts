import { LabError } from '../../errors.ts'
import type { LiveObject } from '../../kubernetes/object/live-object.ts'
import type { KubernetesPod } from '../../kubernetes/pod/kubernetes-pod.ts'
import { troubleOf, type PodTrouble } from '../../kubernetes/rollout/pod-trouble.ts'
import { agentNamespace, type AgentPlan } from './agent-job.ts'

/** Why an agent's pod does not run. */
export interface AgentTrouble {
  readonly error: LabError
  /** Waiting cannot heal it; else it may, for a while. */
  readonly final: boolean
}

const imageReasons = new Set(['ErrImagePull', 'ImagePullBackOff', 'RegistryUnavailable', 'ImageInspectError'])
const hopelessImageReasons = new Set(['ErrImageNeverPull', 'InvalidImageName'])

const otherImage = 'UNDERLAY_TOOLS_IMAGE=<an image that the nodes have or can pull, with perl, ip, tcpdump and ping>'

/**
 * Tells why an agent's pod does not run, from its Job's pods and events; `undefined` while nothing speaks against it.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states
 */
export function agentTrouble(
  plan: Pick<AgentPlan, 'node' | 'image'>,
  seen: readonly LiveObject[],
): AgentTrouble | undefined {
  const pod = seen.find((object): object is KubernetesPod => object.kind === 'Pod')
  if (pod === undefined) return refusedPod(plan, seen)
  const trouble = troubleOf(pod)
  return trouble && podTrouble(plan, pod, trouble)
}

/** The pod's state in a few words, for an error that comes when time is over. */
export function describeAgent(seen: readonly LiveObject[]): string {
  const pod = seen.find((object): object is KubernetesPod => object.kind === 'Pod')
  if (pod === undefined) return lastMessage(seen) ?? 'no pod yet'
  const { reason, message } = troubleOf(pod) ?? { reason: 'it runs', message: '' }
  return [reason, message].filter((text) => text !== '').join(': ')
}

// Nobody tells the maker of a Job that its pod is not let in: only the Job's events do.
function refusedPod({ node }: Pick<AgentPlan, 'node'>, seen: readonly LiveObject[]): AgentTrouble | undefined {
  const message = lastMessage(seen)
  if (message === undefined) return undefined
  const byPodSecurity = message.includes('violates PodSecurity')
  const fix = byPodSecurity
    ? `kubectl label --overwrite namespace ${agentNamespace} pod-security.kubernetes.io/enforce=privileged`
    : `let privileged pods into the namespace ${agentNamespace}: kubectl get events -n ${agentNamespace}`
  return { error: new LabError(`the cluster refuses the tools pod for ${node}: ${message}`, fix), final: byPodSecurity }
}

function podTrouble(
  { node, image }: Pick<AgentPlan, 'node' | 'image'>,
  { status }: KubernetesPod,
  { reason, message }: PodTrouble,
): AgentTrouble | undefined {
  const said = [reason, message].filter((text) => text !== '').join(': ')
  if (imageReasons.has(reason) || hopelessImageReasons.has(reason)) {
    const error = new LabError(`the node ${node} cannot pull the image ${image}: ${said}`, otherImage)
    return { error, final: hopelessImageReasons.has(reason) }
  }
  if (status?.phase !== 'Failed' && reason !== 'StartError') return undefined
  if (/executable file not found|no such file or directory/.test(message)) {
    return { error: new LabError(`the image ${image} has no perl: ${said}`, otherImage), final: true }
  }
  const fix = `see what the node says: kubectl describe node ${node}`
  return { error: new LabError(`the tools pod on ${node} ended: ${said}`, fix), final: true }
}

function lastMessage(seen: readonly LiveObject[]): string | undefined {
  const refusals = seen.filter(({ kind, reason }) => kind === 'Event' && reason === 'FailedCreate')
  const message = refusals.at(-1)?.message
  return typeof message === 'string' ? message : undefined
}
