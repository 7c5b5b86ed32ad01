import { EngineError, LabStateError } from '../../errors.ts'
import type { AgentHost } from '../../host/agent/open-agent.ts'
import type { HostProcess } from '../../host/host.ts'

/** The agents of one session, by Kubernetes' names of their nodes. */
export interface NodeAgents {
  /** The node's agent: started when there is none, and again when the last one has ended. */
  on(node: string): Promise<AgentHost>
  /** Ends all of them; those that are being started are given up. Waits until none is on its way. */
  close(): Promise<void>
}

/** Starts an agent on a node until `signal` aborts; `onEnd` is told when it has ended. */
export type StartAgent = (node: string, signal: AbortSignal, onEnd: () => void) => Promise<AgentHost>

/** Keeps at most one agent a node; several nodes' are started at the same time. */
export function nodeAgents(start: StartAgent): NodeAgents {
  const agents = new Map<string, Promise<AgentHost>>()
  const closing = new AbortController()
  const begin = (node: string): Promise<AgentHost> => {
    const forget = (): void => {
      if (agents.get(node) === starting) agents.delete(node)
    }
    const starting = start(node, closing.signal, forget)
    starting.catch(forget)
    agents.set(node, starting)
    return starting
  }
  return {
    async on(node) {
      closing.signal.throwIfAborted()
      return agents.get(node) ?? begin(node)
    },
    async close() {
      closing.abort(new LabStateError('the connection to the cluster is closed', 'connectCluster again'))
      const settled = await Promise.allSettled(agents.values())
      for (const outcome of settled) if (outcome.status === 'fulfilled') outcome.value.close()
    },
  }
}

/** A process whose loss is told as that of its node's agent. */
export function processOn(node: string, process: HostProcess): HostProcess {
  const exited = process.exited.catch((cause: unknown) => {
    const fix = 'do it again, which starts another; see why it ended: kubectl get events -n underlay'
    throw new EngineError(`the tools pod on ${node} ended, or the connection to it was lost`, fix, { cause })
  })
  // Whoever does not wait for the end is not to be stopped by it.
  exited.catch(() => undefined)
  return { ...process, exited }
}
