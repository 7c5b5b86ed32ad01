import type { PodRecord, WiredPod } from '../lab/state.ts'
import type { Cable } from '../plan/observe.ts'
import type { Plan } from '../plan/plan.ts'
import { calicoPodNetwork } from './calico/pod-network.ts'
import { flannelPodNetwork } from './flannel/pod-network.ts'
import type { CniRecord } from './record.ts'

/** What a new pod's addresses depend on. */
export interface AddressRequest {
  /** Addresses that pods have. */
  readonly taken: ReadonlySet<string>
  /** Addresses that pods gave back, the oldest first: they come after those that nobody had. */
  readonly released: readonly string[]
  /** Calico's pools that the pod asks for, by name or CIDR. */
  readonly ipPools?: readonly string[]
}

/** What a CNI does for pods: addresses, and both ends of their cable. */
export interface PodNetwork {
  readonly podMtuBytes: number
  /**
   * Free addresses for a new pod on a node, one of each family. The node may take another block for it: {@link record}.
   *
   * @throws LabStateError when none is left, or there is no pool that is asked for.
   */
  allocate(node: string, request: AddressRequest): readonly string[]
  /** The CNI with what the nodes took in `allocate`; the same object where they took nothing. */
  record(): CniRecord
  /** The name of the node's end of a pod's cable. */
  hostInterface(pod: Pick<PodRecord, 'namespace' | 'name'>): string
  cable(pod: WiredPod): Cable
  /** Instructions on a node for its pods, after the cables are there. */
  planNode(node: string, pods: readonly WiredPod[]): readonly string[]
  planPod(pod: WiredPod): Plan
}

/** What the installed CNI does for pods. */
export function podNetwork(cni: CniRecord): PodNetwork {
  return cni.name === 'calico' ? calicoPodNetwork(cni) : flannelPodNetwork(cni)
}
