import type { LiveObject, ObjectSelection } from '../object/live-object.ts'

/** The state of one container: exactly one of the three. */
export interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string }
  readonly running?: { readonly startedAt?: string }
  readonly terminated?: { readonly exitCode: number; readonly reason?: string; readonly message?: string }
}

/** What the kubelet says of one container. */
export interface ContainerStatus {
  readonly name: string
  readonly image: string
  readonly ready: boolean
  readonly restartCount: number
  /** With its runtime: `containerd://6b1c…`. */
  readonly containerID?: string
  readonly state?: ContainerState
}

/** A condition of a pod, a node or a CustomResourceDefinition. */
export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason?: string
  readonly message?: string
}

/** A pod, as the API server has it. */
export interface KubernetesPod extends LiveObject {
  readonly spec: {
    /** Absent until it is scheduled. */
    readonly nodeName?: string
    readonly hostNetwork?: boolean
    readonly containers: readonly { readonly name: string; readonly image?: string }[]
  }
  readonly status?: {
    readonly phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown'
    readonly podIP?: string
    /** One of each family; `podIP` is the first. */
    readonly podIPs?: readonly { readonly ip: string }[]
    readonly hostIP?: string
    readonly conditions?: readonly Condition[]
    readonly containerStatuses?: readonly ContainerStatus[]
    readonly initContainerStatuses?: readonly ContainerStatus[]
  }
}

/** Which pods: every one where nothing narrows it; `node` is Kubernetes' name of the node. */
export interface PodSelection {
  readonly namespace?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly node?: string
}

/** The selection of pods as the API server takes it. */
export function selectPods({ node, ...narrowed }: PodSelection = {}): ObjectSelection {
  const fields = node === undefined ? {} : { fields: { 'spec.nodeName': node } }
  return { apiVersion: 'v1', kind: 'Pod', ...narrowed, ...fields }
}

/** The condition of a type among those of an object, or undefined. */
export function conditionOf(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type)
}
