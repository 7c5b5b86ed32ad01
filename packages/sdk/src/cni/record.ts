import type { CalicoSettings } from '@underlay/configs'

/** A CNI as installed. */
export type CniRecord = CalicoRecord

/** Calico as installed. */
export interface CalicoRecord {
  readonly name: 'calico'
  readonly settings: CalicoSettings
  readonly tunnelMtuBytes: number
  /** By short node name. */
  readonly nodes: Readonly<Record<string, CalicoNode>>
}

/** What Calico keeps of a node. */
export interface CalicoNode {
  readonly interface: string
  /** With its mask, as `projectcalico.org/IPv4Address` has it: `10.1.5.10/24`. */
  readonly address: string
  /** The node's block of pod addresses: `10.98.81.0/26`. */
  readonly block: string
}
