import type { CalicoMtu, CalicoSettings } from '@underlay/configs'

/** A CNI as installed. */
export type CniRecord = CalicoRecord

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
