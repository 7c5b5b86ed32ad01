import type { AgentHost } from '../../host/agent/open-agent.ts'
import { run } from '../../host/run.ts'

/** The name of a pod's network at its node's agent: of this very pod, not of an earlier one of its name. */
export function podNetworkOf(uid: string): string {
  return `pod-${uid}`
}

/** Makes pods' networks known to agents, each once. */
export interface PodNetworks {
  /** Whether a process of the pod was found on the agent's node. */
  attach(agent: AgentHost, uid: string): Promise<boolean>
}

/** The networks of pods, attached when they are first needed. */
export function podNetworks(): PodNetworks {
  const attached = new WeakMap<AgentHost, Map<string, Promise<boolean>>>()
  return {
    async attach(agent, uid) {
      const known = attached.get(agent) ?? new Map<string, Promise<boolean>>()
      attached.set(agent, known)
      const attaching = known.get(uid) ?? attachPod(agent, uid)
      known.set(uid, attaching)
      const found = await attaching.catch(() => false)
      if (!found) known.delete(uid)
      return attaching
    },
  }
}

// The program says the names that it could not find.
async function attachPod(agent: AgentHost, uid: string): Promise<boolean> {
  const missing = await run(agent, '', ['/underlay/attach.pl'], { stdin: `${podNetworkOf(uid)} pod ${uid}\n` })
  return missing.trim() === ''
}
