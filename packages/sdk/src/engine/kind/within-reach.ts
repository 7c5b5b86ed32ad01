import { dockerInfo } from '../../docker/info.ts'
import type { AgentHost } from '../../host/agent/open-agent.ts'

/**
 * Takes a step that waits for the cluster's API server; the wait ends when the lab's helper is out of reach, as it is when
 * Docker has ended: nothing that is awaited would come.
 *
 * @throws EngineError when Docker does not answer; why the helper is gone; the signal's reason; what the step threw.
 */
export async function withinReach<H extends { readonly signal?: AbortSignal }, T>(
  { lost }: Pick<AgentHost, 'lost'>,
  how: H,
  step: (how: H & { readonly signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  try {
    return await step({ ...how, signal: AbortSignal.any(how.signal ? [lost, how.signal] : [lost]) })
  } catch (error) {
    if (lost.aborted) await dockerInfo()
    throw error
  }
}
