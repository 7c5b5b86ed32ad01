import { randomBytes } from 'node:crypto'
import { parseImageReplacements, replaceImages } from '@underlay/configs'
import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import { awaitPods } from '../../kubernetes/rollout/await-pods.ts'
import { awaitRollout } from '../../kubernetes/rollout/await-rollout.ts'
import type { Access, Lifecycle } from '../engine.ts'
import { publicToolsImage } from '../../docker/lab-tools.ts'
import { calicoBirdProtocols } from '../kubernetes/bird-protocols.ts'
import { readServices } from '../kubernetes/read-services.ts'
import { removeSession } from './agent-namespace.ts'
import { explained } from './explain.ts'
import { knowCluster } from './known-cluster.ts'
import { nodeAgents, processOn } from './node-agents.ts'
import type { OwnTraffic } from './own-traffic.ts'
import { podNetworks } from './pod-networks.ts'
import { reachPlace } from './reach-place.ts'
import { refusedChanges } from './refused-changes.ts'
import { startAgent } from './start-agent.ts'

/** How to get at the nodes of a cluster. */
export interface ExistingOptions {
  /** The image of the tools pods, default `UNDERLAY_TOOLS_IMAGE`, else a public one. */
  readonly toolsImage?: string
  /** How long a node may take to run its tools pod, default 120000 ms: it may have to pull the image. */
  readonly timeoutMs?: number
  /** Told each line of progress. */
  readonly say: (line: string) => void
}

/**
 * The engine of a cluster that the SDK did not make. Looking at nodes and pods asks the API server alone; a program at a
 * node, or at a pod of it, runs by an agent there: a privileged Job in the namespace `underlay`, started when it is first
 * needed, gone when this process is. What others own in the cluster stays as it is: objects are applied without force.
 *
 * @param kubeconfig the file that `kubernetes` was opened from, for the lines to paste.
 * @throws LabError when the API server does not answer, or the user may not list nodes.
 */
export async function existingEngine(
  kubernetes: Kubernetes,
  kubeconfig: string,
  { toolsImage, timeoutMs = 120_000, say }: ExistingOptions,
): Promise<Access & Lifecycle & OwnTraffic> {
  const { context } = kubernetes
  const told = <T>(action: () => Promise<T>): Promise<T> => explained({ kubeconfig, context }, action)
  const known = await told(() => knowCluster(kubernetes))
  const { name, kubernetesVersion } = known.model().cluster
  const image = toolsImage ?? (process.env.UNDERLAY_TOOLS_IMAGE || publicToolsImage)
  const session = randomBytes(4).toString('hex')
  let started = 0
  const agents = nodeAgents((node, signal, onEnd) => {
    say(`starting the tools on ${node}`)
    const plan = { name: `agent-${session}-${++started}`, session, node, image }
    return startAgent(kubernetes, plan, { timeoutMs, signal }, onEnd)
  })
  const reach = { known, agents, networks: podNetworks() }
  return {
    name,
    engine: 'existing',
    lifetime: 'persistent',
    host: { kind: 'node', kernel: known.kernel, accelerator: `Kubernetes ${kubernetesVersion ?? ''}`.trim() },
    kubeconfig,
    kubernetes: async () => kubernetes,
    ownTraffic: known.ownTraffic,
    model: known.model,
    nodes: () => told(known.nodes),
    pods: () => told(known.pods),
    services: () => told(() => readServices(kubernetes)),
    birdProtocols: async () => {
      const { cni, cluster } = known.model()
      if (cni?.name !== 'calico') return new Map<string, readonly (string | undefined)[]>()
      const { shortNameOf } = known
      return told(() => calicoBirdProtocols(kubernetes, { ipFamily: cluster.ipFamily, shortNameOf }))
    },
    spawn: async (place, argv, spawnOptions) => {
      const { agent, node, network } = await told(() => reachPlace(reach, place))
      return processOn(node, agent.spawn(network, argv, spawnOptions))
    },
    ...refusedChanges(context),
    apply: async (objects, how) => {
      const replaced = replaceImages(objects, parseImageReplacements(process.env.UNDERLAY_IMAGES ?? ''))
      await told(() => kubernetes.apply(replaced, { ...how, force: false }))
      await told(() => awaitRollout(kubernetes, replaced, how))
      await told(() => awaitPods(kubernetes, replaced, how))
      return []
    },
    close: async () => {
      await agents.close()
      if (started === 0) return
      // The pods end by themselves now: a cluster out of reach is no reason to fail.
      await told(() => removeSession(kubernetes, session)).catch((error: Error) => say(error.message))
    },
  }
}
