import { LabError } from '../../errors.ts'
import { openAgentInPod } from '../../host/agent/kubernetes-exec.ts'
import type { AgentHost } from '../../host/agent/open-agent.ts'
import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import { agentJob, type AgentPlan } from './agent-job.ts'
import { ensureNamespace } from './agent-namespace.ts'
import { awaitAgentPod, type AgentWait } from './await-agent-pod.ts'

/**
 * Starts an agent on a node: its Job, the pod of that, and in it the agent.
 *
 * @param onEnd told when the agent has ended, or the connection to it is lost.
 * @throws LabError when the cluster refuses the Job or its pod, or the image cannot be had; LabTimeoutError with the
 *   pod's state; EngineError when the agent does not start in it.
 */
export async function startAgent(
  kubernetes: Kubernetes,
  plan: AgentPlan,
  wait: AgentWait,
  onEnd: () => void,
): Promise<AgentHost> {
  try {
    await makeJob(kubernetes, plan, wait.signal)
    return await openAgentInPod(kubernetes, await awaitAgentPod(kubernetes, plan, wait), onEnd)
  } catch (error) {
    // A pod that never ran does not end by itself.
    await kubernetes.remove([agentJob(plan)]).catch(() => undefined)
    throw error
  }
}

// Another session may remove the namespace, being the last in it, just before this one's Job comes.
async function makeJob(kubernetes: Kubernetes, plan: AgentPlan, signal: AbortSignal): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await ensureNamespace(kubernetes, signal)
      await kubernetes.apply([agentJob(plan)], { signal, force: false })
      return
    } catch (error) {
      const gone = error instanceof LabError && /being terminated|namespaces "[^"]+" not found/.test(error.message)
      if (!gone || tries === 3) throw error
    }
  }
}
