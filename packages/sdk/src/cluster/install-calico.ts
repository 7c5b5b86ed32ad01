import type { CalicoOptions } from '@underlay/configs'
import type { Cluster } from './cluster.ts'

/** Calico's settings, and how to install it. */
export interface InstallCalicoOptions extends CalicoOptions {
  /** For BGP to bring all routes, default 30000. */
  readonly timeoutMs?: number
  /** Refuse when Calico finds another address for a node than the kind config declares, default true. */
  readonly verifyAddresses?: boolean
}

/**
 * Installs Calico: on the netns engine what it programs, with the kernel's ipip and the stock BIRD 2. It waits until BGP
 * has brought every node's block to every other node. Calling it again with other options changes the running lab.
 *
 * @param options Calico's own; `ipip` is `Always`, as in its manifest, unless said otherwise. The address autodetection is derived
 *   from the topology.
 * @throws LabStateError before a fabric is attached, or when a node's address is not the declared one.
 * @throws TopologyError when Calico refuses the settings.
 * @throws LabTimeoutError with the missing routes.
 * @example
 * await installCalico(cluster, { ipip: 'CrossSubnet' })
 * @see https://docs.tigera.io/calico/latest/networking/configuring/vxlan-ipip
 */
export async function installCalico(
  cluster: Cluster,
  { timeoutMs = 30_000, verifyAddresses = true, ...options }: InstallCalicoOptions = {},
): Promise<void> {
  await cluster.internals.installCalico(options, { timeoutMs, verifyAddresses })
}
