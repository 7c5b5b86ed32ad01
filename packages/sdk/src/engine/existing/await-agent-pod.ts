import { LabError, LabTimeoutError } from '../../errors.ts'
import type { ContainerRef } from '../../kubernetes/exec/exec.ts'
import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import type { LiveObject, ObjectSelection } from '../../kubernetes/object/live-object.ts'
import type { KubernetesPod } from '../../kubernetes/pod/kubernetes-pod.ts'
import { agentContainer, agentNamespace, type AgentPlan } from './agent-job.ts'
import { agentTrouble, describeAgent, type AgentTrouble } from './agent-trouble.ts'

/** A registry may hiccup, a webhook may start. */
const hopeMs = 15_000

/** How long to wait for an agent's pod. */
export interface AgentWait {
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** How long a trouble that may heal is borne, default 15000 ms. */
  readonly hopeMs?: number
}

/**
 * Waits by watch until the pod of an agent's Job runs.
 *
 * @throws LabError when the image cannot be had or has no Perl, or the cluster does not let the pod in.
 * @throws LabTimeoutError with the pod's state.
 */
export async function awaitAgentPod(
  kubernetes: Pick<Kubernetes, 'watchUntil'>,
  plan: AgentPlan,
  { timeoutMs, signal, hopeMs: patienceMs = hopeMs }: AgentWait,
): Promise<ContainerRef> {
  const giveUp = new AbortController()
  let lastHope: NodeJS.Timeout | undefined
  let trouble: AgentTrouble | undefined
  let started: KubernetesPod | undefined
  const check = (seen: readonly LiveObject[]): boolean => {
    const pod = seen.find((object): object is KubernetesPod => object.kind === 'Pod')
    if (pod === undefined && started !== undefined) {
      throw new LabError(`the tools pod on ${plan.node} was removed before it ran`, 'do it again')
    }
    started = pod
    trouble = agentTrouble(plan, seen)
    if (trouble?.final === true) throw trouble.error
    if (trouble !== undefined) lastHope ??= setTimeout(() => giveUp.abort(trouble?.error), patienceMs)
    else {
      clearTimeout(lastHope)
      lastHope = undefined
    }
    return pod?.status?.containerStatuses?.[0]?.state?.running !== undefined
  }
  try {
    await kubernetes.watchUntil(selections(plan), check, {
      what: `the tools pod on ${plan.node}`,
      timeoutMs,
      describe: describeAgent,
      signal: AbortSignal.any([signal, giveUp.signal]),
    })
  } catch (error) {
    if (!(error instanceof LabTimeoutError)) throw error
    const fix = `see that the node is Ready: kubectl describe node ${plan.node}`
    throw new LabTimeoutError(error.awaited, timeoutMs, error.lastSeen, fix)
  } finally {
    clearTimeout(lastHope)
  }
  return { namespace: agentNamespace, pod: started?.metadata.name ?? '', container: agentContainer }
}

function selections({ name }: AgentPlan): readonly ObjectSelection[] {
  const inside = { apiVersion: 'v1', namespace: agentNamespace }
  return [
    { ...inside, kind: 'Pod', labels: { 'job-name': name } },
    { ...inside, kind: 'Event', fields: { 'involvedObject.kind': 'Job', 'involvedObject.name': name } },
  ]
}
