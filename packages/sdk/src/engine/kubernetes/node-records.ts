import type { KubernetesNode } from '../../kubernetes/node/kubernetes-node.ts'
import { conditionOf } from '../../kubernetes/pod/kubernetes-pod.ts'
import type { NodeRecord } from '../../lab/state.ts'

/** The nodes of a cluster as a lab keeps them. */
export function nodeRecordsOf(
  nodes: readonly KubernetesNode[],
  shortNameOf: (node: string) => string,
): readonly NodeRecord[] {
  return nodes.map(({ metadata, spec, status }) => {
    const internalIps = (status?.addresses ?? []).flatMap(({ type, address }) => (type === 'InternalIP' ? address : []))
    return {
      name: metadata.name,
      shortName: shortNameOf(metadata.name),
      internalIp: internalIps[0],
      internalIps,
      ready: conditionOf(status?.conditions, 'Ready')?.status === 'True',
      taints: (spec.taints ?? []).map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`),
    }
  })
}
