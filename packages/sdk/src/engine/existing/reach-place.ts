import { LabStateError } from '../../errors.ts'
import type { AgentHost } from '../../host/agent/open-agent.ts'
import type { KnownCluster } from './known-cluster.ts'
import type { NodeAgents } from './node-agents.ts'
import { unknownPlace, type Place } from './places.ts'
import { podNetworkOf, type PodNetworks } from './pod-networks.ts'

/** Where a program can be started. */
export interface ReachedPlace {
  readonly agent: AgentHost
  /** Kubernetes' name of the agent's node. */
  readonly node: string
  /** The name of the network at the agent; `''` is the node's. */
  readonly network: string
}

/** By what places are reached. */
export interface Reach {
  readonly known: Pick<KnownCluster, 'places' | 'pods'>
  readonly agents: Pick<NodeAgents, 'on'>
  readonly networks: PodNetworks
}

/**
 * Gets at a place by the agent of its node.
 *
 * @throws UnknownNameError when there is no such node or pod.
 * @throws LabStateError when nothing of the pod runs on its node.
 * @throws what keeps the agent from being started.
 */
export async function reachPlace(reach: Reach, place: string): Promise<ReachedPlace> {
  const { known, agents, networks } = reach
  const found = await findPlace(reach, place)
  const { node, pod } = found
  const agent = await agents.on(node)
  if (pod === undefined) return { agent, node, network: '' }
  if (await networks.attach(agent, pod)) return { agent, node, network: podNetworkOf(pod) }
  // Another pod may have its name by now: a StatefulSet gives it to the next.
  await known.pods()
  const now = known.places().get(place)
  if (now?.pod !== undefined && now.pod !== pod) return reachPlace(reach, place)
  throw new LabStateError(`nothing of ${place} runs on ${node}`, `see that it runs: kubectl get pods -A -o wide`)
}

async function findPlace({ known }: Pick<Reach, 'known'>, place: string): Promise<Place> {
  const found = known.places().get(place)
  if (found !== undefined) return found
  if (place.startsWith('pod/')) await known.pods()
  const now = known.places().get(place)
  if (now === undefined) throw unknownPlace(place, known.places())
  return now
}
