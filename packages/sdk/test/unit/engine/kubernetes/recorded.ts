import { readFileSync } from 'node:fs'
import type { KubernetesNode } from '../../../../src/kubernetes/node/kubernetes-node.ts'
import type { LiveObject } from '../../../../src/kubernetes/object/live-object.ts'
import type { KubernetesPod } from '../../../../src/kubernetes/pod/kubernetes-pod.ts'

function items<T>(path: string): readonly T[] {
  const text = readFileSync(new URL(path, import.meta.url), 'utf8')
  return (JSON.parse(text) as { readonly items: readonly T[] }).items
}

/** The objects of a real cluster: the reference lab's nodes, Calico v3.32.1, VXLAN CrossSubnet. */
export const recordedNodes = items<KubernetesNode>('../../kubernetes/fixtures/nodes.json')
export const recordedPods = items<KubernetesPod>('../../kubernetes/fixtures/pods.json')
export const recordedPools = items<LiveObject>('fixtures/ippools.json')
export const recordedAffinities = items<LiveObject>('fixtures/blockaffinities.json')

/** The short name of a node of it. */
export function shortNameOf(name: string): string {
  return name.replace('calico-ipip-crosssubnet-', '')
}
