import type { CalicoMtu, CalicoSettings, FlannelSettings } from '@underlay/configs'

/** A CNI as installed. */
export type CniRecord = CalicoRecord | FlannelRecord

/** Calico as installed. */
export interface CalicoRecord {
  readonly name: 'calico'
  readonly settings: CalicoSettings
  readonly mtu: CalicoMtu
  /** By short node name. */
  readonly nodes: Readonly<Record<string, CalicoNode>>
}

/** What Calico keeps of a node. */
export interface CalicoNode {
  /** Kubernetes' name. */
  readonly name: string
  /** One of each family: IPv4 first. */
  readonly addresses: readonly NodeAddress[]
  readonly labels: Readonly<Record<string, string>>
  /** Its blocks of pod addresses, in the order in which it took them: `10.98.81.0/26`. */
  readonly blocks: readonly string[]
}

/** A node's own address, as its CNI found it. */
export interface NodeAddress {
  readonly interface: string
  /** With its mask, as `projectcalico.org/IPv4Address` has it: `10.1.5.10/24`. */
  readonly address: string
}

/** flannel as installed. */
export interface FlannelRecord {
  readonly name: 'flannel'
  readonly settings: FlannelSettings
  /** Of pods, their bridge and the tunnel device. */
  readonly mtuBytes: number
  /** By short node name. */
  readonly nodes: Readonly<Record<string, FlannelNodeRecord>>
}

/** What flannel keeps of a node. */
export interface FlannelNodeRecord {
  /** Kubernetes' name. */
  readonly name: string
  /** The interface that flannel uses, with its address and mask. */
  readonly own: NodeAddress
  /** The networks of all its interfaces and of its routes without a gateway: who is in one of them is reached without. */
  readonly connected: readonly NodeAddress[]
  /** The network of its pods, which Kubernetes gives it. */
  readonly podCidr: string
}
