/** A container of a pod. */
export interface ContainerRef {
  readonly namespace: string
  readonly pod: string
  readonly container: string
}

/** The fix for a container that can not be reached. */
export const LOOK_AT_POD = 'see that the pod runs and has the container: kubectl describe pod'

/** The path of a pod, below which its `exec` and `log` are. */
export function podPath(namespace: string, pod: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}`
}
