import type { ClabTopology, ContainerPortModel, KindConfig, KubernetesObject } from '@underlay/configs'
import type { CniRecord } from '../cni/record.ts'

/** How long a lab lives: as long as the process that made it, or until it is destroyed. */
export type Lifetime = 'process' | 'persistent'

/** Everything that is declared of a lab; it lives in the lab's supervisor, as long as the lab does. Plain data. */
export interface LabState {
  readonly name: string
  readonly lifetime: Lifetime
  readonly kind: KindConfig
  /** Taint keys of each node, by short name. */
  readonly taints: Readonly<Record<string, readonly string[]>>
  readonly fabric?: FabricRecord
  /** A fabric whose wiring has begun and not ended. */
  readonly attaching?: FabricRecord
  /** A wiring that failed was taken back: its `exec` lines may have added what is still there. */
  readonly tried?: boolean
  /** The documents of a growth that has begun and not ended; the CNI with its nodes, once that is being programmed. */
  readonly growing?: FabricRecord & { readonly kind: KindConfig; readonly cni?: CniRecord }
  readonly cni?: CniRecord
  readonly workload: readonly KubernetesObject[]
  readonly pods: readonly WiredPod[]
  /** What each Service was given, by `namespace/name`. */
  readonly services: Readonly<Record<string, GivenToService>>
  /** Pod addresses that were given back, the oldest first: they are used again last. */
  readonly released: readonly string[]
}

/** What a cluster gives to a Service. */
export interface GivenToService {
  /** One of each family; none for a headless one. */
  readonly clusterIps: readonly string[]
  /** By `TCP 80`, protocol and port of the Service. */
  readonly nodePorts: Readonly<Record<string, number>>
}

/** The documents of the fabric as attached. */
export interface FabricRecord {
  readonly topology: ClabTopology
  readonly files: Readonly<Record<string, string>>
}

/** A node as Kubernetes lists it. */
export interface NodeRecord {
  readonly name: string
  readonly shortName: string
  /** The kubelet's InternalIP; `undefined` before an interface has the node-ip. */
  readonly internalIp: string | undefined
  /** One of each family that the node has; `internalIp` is the first. */
  readonly internalIps: readonly string[]
  readonly ready: boolean
  /** `key:effect`. */
  readonly taints: readonly string[]
}

/** A pod that runs. */
export interface PodRecord {
  readonly name: string
  readonly namespace: string
  /** Short node name. */
  readonly node: string
  readonly ip: string
  /** One of each family; `ip` is the first. */
  readonly ips: readonly string[]
  /** The node's end of the pod's veth pair; `undefined` where the CNI has bridges, or is not known. */
  readonly hostInterface: string | undefined
  readonly labels: Readonly<Record<string, string>>
  /** The DaemonSet, Deployment or StatefulSet that it belongs to; `''` for none. */
  readonly owner: string
}

/** A pod whose veth pair the lab made itself. */
export interface WiredPod extends PodRecord {
  readonly hostInterface: string
  /** Of its containers; it answers there. */
  readonly ports: readonly ContainerPortModel[]
}
