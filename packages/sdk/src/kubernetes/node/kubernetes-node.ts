import type { LiveObject, ObjectSelection } from '../object/live-object.ts'
import type { Condition } from '../pod/kubernetes-pod.ts'

/** A taint of a node. */
export interface Taint {
  readonly key: string
  readonly value?: string
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'
}

/** A node, as the API server has it. */
export interface KubernetesNode extends LiveObject {
  readonly spec: {
    readonly podCIDR?: string
    readonly taints?: readonly Taint[]
  }
  readonly status?: {
    readonly addresses?: readonly { readonly type: string; readonly address: string }[]
    readonly conditions?: readonly Condition[]
    readonly nodeInfo?: {
      readonly kubeletVersion: string
      readonly kernelVersion: string
      readonly osImage: string
      readonly containerRuntimeVersion: string
    }
  }
}

/** All nodes of the cluster. */
export const everyNode: ObjectSelection = { apiVersion: 'v1', kind: 'Node' }
