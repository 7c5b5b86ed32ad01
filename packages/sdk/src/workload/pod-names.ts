import type { PodRecord } from '../lab/state.ts'

/** The network namespace of a pod. */
export function podNamespace({ namespace, name }: Pick<PodRecord, 'namespace' | 'name'>): string {
  return namespace === 'default' ? `pod-${name}` : `pod-${namespace}.${name}`
}

/** How a pod is named as a place and in taps: `pod/app-worker2`, with its namespace where that is not `default`. */
export function podPlace({ namespace, name }: Pick<PodRecord, 'namespace' | 'name'>): string {
  return namespace === 'default' ? `pod/${name}` : `pod/${namespace}.${name}`
}
