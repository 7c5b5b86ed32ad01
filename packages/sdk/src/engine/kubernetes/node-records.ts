import type { KubernetesNode } from '../../kubernetes/node/kubernetes-node.ts'
import { conditionOf } from '../../kubernetes/pod/kubernetes-pod.ts'
import type { NodeRecord } from '../../lab/state.ts'

/** The nodes of a cluster as a lab keeps them. */
export function nodeRecordsOf(
  nodes: readonly KubernetesNode[],
  shortNameOf: (node: string) => string,
): readonly NodeRecord[] {
  return nodes.map(({ metadata, spec, status }) => ({
    name: metadata.name,
    shortName: shortNameOf(metadata.name),
    internalIp: status?.addresses?.find(({ type, address }) => type === 'InternalIP' && !address.includes(':'))
      ?.address,
    ready: conditionOf(status?.conditions, 'Ready')?.status === 'True',
    taints: (spec.taints ?? []).map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`),
  }))
}
