import type { EncapsulationMode } from '../calico/pools.ts'

/** The tunnel device that a CNI makes on every node; `port` is VXLAN's UDP port. */
export interface CniTunnel {
  readonly device: string
  readonly encapsulation: 'ipip' | 'vxlan'
  readonly port?: number
}

/** A network that pods get addresses from, with its own rule of encapsulation. */
export interface CniPool {
  /** IPv4 or IPv6. */
  readonly cidr: string
  readonly ipip: EncapsulationMode
  readonly vxlan: EncapsulationMode
  /** Undefined when nothing is ever encapsulated. */
  readonly tunnel: CniTunnel | undefined
  /** Whether a node masquerades what leaves all pools; flannel always does. */
  readonly natOutgoing: boolean
}

/** A node as its CNI knows it: the address that peers tunnel to, and the pod networks that are routed to it. */
export interface CniNode {
  /** With its mask where that is known, as Calico does: `10.1.5.10/24`; flannel knows none: `10.1.5.10`. */
  readonly address: string
  /** The same of each family, `address` first; left out where only that one is known. */
  readonly addresses?: readonly string[]
  readonly blocks: readonly string[]
}

/**
 * What a CNI's datapath is, whoever installed it: when it encapsulates, in what, and which pods are where.
 *
 * @example
 * ```ts
 * const cni: CniModel = {
 *   name: 'calico',
 *   podCidr: '10.98.0.0/16',
 *   ipip: 'CrossSubnet',
 *   vxlan: 'Never',
 *   tunnel: { device: 'tunl0', encapsulation: 'ipip' },
 *   pools: [{ cidr: '10.98.0.0/16', ipip: 'CrossSubnet', vxlan: 'Never', tunnel: { device: 'tunl0', encapsulation: 'ipip' }, natOutgoing: true }],
 *   nodes: { 'lab-worker': { address: '10.1.5.11/24', blocks: ['10.98.85.128/26'] } },
 * }
 * ```
 */
export interface CniModel {
  readonly name: 'calico' | 'flannel'
  /** The network of all pods; of several pools, that of the one which most nodes take addresses from: so are the modes and the tunnel. */
  readonly podCidr: string
  readonly ipip: EncapsulationMode
  readonly vxlan: EncapsulationMode
  /** Undefined when nothing is ever encapsulated. */
  readonly tunnel: CniTunnel | undefined
  /** Every network of pods, the one above first. */
  readonly pools: readonly CniPool[]
  /** Nodes' own addresses are not masqueraded either. Default false. */
  readonly natExcludesHosts?: boolean
  /** The MTU of pods and tunnels where the settings say one; else it follows from the fabric's. */
  readonly mtuBytes?: number
  /** By Kubernetes' name of the node. */
  readonly nodes: Readonly<Record<string, CniNode>>
}
