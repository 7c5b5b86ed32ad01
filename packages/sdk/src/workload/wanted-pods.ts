import { type ClusterModel, type PodTemplateModel, type WorkloadModel } from '@underlay/configs'
import { LabStateError } from '../errors.ts'
import type { LabState, WiredPod } from '../lab/state.ts'
import { nodesFor } from './nodes-for.ts'

/** A pod that a lab is to have, and where it may run. */
export interface WantedPod extends Pick<WiredPod, 'namespace' | 'name' | 'owner' | 'ports' | 'labels'> {
  /** Calico's pools that its addresses are to come from. */
  readonly ipPools?: readonly string[]
  /** Short names; at least one. */
  readonly nodes: readonly string[]
}

/**
 * The pods that objects ask for: one for each DaemonSet on each node that takes it, `app-worker2`, a Deployment's replicas,
 * `web-1`, and Pods by themselves. Kubernetes' own names end in lots that it draws.
 *
 * @throws LabStateError when no node takes a pod, or two have one name.
 */
export function wantedPods(
  { daemonSets, deployments, pods }: WorkloadModel,
  cluster: ClusterModel,
  taints: LabState['taints'],
): readonly WantedPod[] {
  const place = { cluster, taints }
  const wanted = [
    ...daemonSets.flatMap((set) =>
      nodesFor(set, cluster, taints).map((node) => podOf(set, `${set.name}-${node}`, set.name, [node])),
    ),
    ...pods.map((pod) => podOf(pod, pod.name, '', nodesOrThrow(pod, `Pod ${pod.name}`, place))),
    ...deployments.flatMap((set) => {
      const nodes = set.replicas === 0 ? [] : nodesOrThrow(set, `Deployment ${set.name}`, place)
      return Array.from({ length: set.replicas }, (_, nth) => podOf(set, `${set.name}-${nth + 1}`, set.name, nodes))
    }),
  ]
  const seen = new Set<string>()
  for (const { namespace, name } of wanted) {
    const key = `${namespace}/${name}`
    if (seen.has(key))
      throw new LabStateError(`two pods would have the name ${key}`, 'another name for one of the objects')
    seen.add(key)
  }
  return wanted
}

function podOf(
  { namespace, ports, labels, ipPools }: PodTemplateModel & { readonly namespace: string },
  name: string,
  owner: string,
  nodes: readonly string[],
): WantedPod {
  return { namespace, name, owner, ports, labels, nodes, ...(ipPools && { ipPools }) }
}

function nodesOrThrow(
  template: PodTemplateModel,
  what: string,
  { cluster, taints }: { readonly cluster: ClusterModel; readonly taints: LabState['taints'] },
): readonly string[] {
  const nodes = nodesFor(template, cluster, taints)
  if (nodes.length > 0) return nodes
  const selector = Object.entries(template.nodeSelector).map(([key, value]) => `${key}=${value}`)
  const tainted = cluster.nodes.filter(({ shortName }) => (taints[shortName] ?? []).length > 0)
  const why = [
    ...(selector.length > 0 ? [`it selects ${selector.join(', ')}`] : []),
    ...(tainted.length > 0 ? [`tainted are ${tainted.map(({ shortName }) => shortName).join(', ')}`] : []),
  ]
  throw new LabStateError(`no node takes ${what}: ${why.join('; ')}`, 'tolerations, another nodeSelector, or nodeName')
}
