import type { CalicoOptions } from '@underlay/configs'
import type { Cluster } from './cluster.ts'
import type { InstallOptions } from './install-options.ts'

/** Calico's settings, and how to install it. */
export interface InstallCalicoOptions extends CalicoOptions, InstallOptions {
  /** On kind: where Calico's images come from, in place of `docker.io` or `quay.io`. */
  readonly registry?: string
}

/**
 * Installs Calico: on the netns engine what it programs, with the kernel's ipip and the stock BIRD 2, on kind the upstream
 * manifest with these settings. It waits until every node is Ready and has the declared address, and on the netns engine
 * until BGP has brought every block to every node. Calling it again with other options changes the running lab.
 *
 * @param options Calico's own; `ipip` is `Always`, as in its manifest, unless said otherwise. The address autodetection is derived
 *   from the topology.
 * @throws LabStateError before a fabric is attached, or when a node's address is not the declared one.
 * @throws TopologyError when Calico refuses the settings.
 * @throws LabError offline, with what is missing; on the netns engine, when a manifest is asked for.
 * @throws LabTimeoutError with the missing routes, or the pods and nodes that are not ready, and why.
 * @example
 * await installCalico(cluster, { ipip: 'CrossSubnet' })
 * @see https://docs.tigera.io/calico/latest/networking/configuring/vxlan-ipip
 */
export async function installCalico(cluster: Cluster, options: InstallCalicoOptions = {}): Promise<void> {
  const { verifyAddresses = true, version, manifest, offline = false, registry, ...rest } = options
  const { timeoutMs = cluster.engine === 'netns' ? 30_000 : 300_000, ...calico } = rest
  await cluster.internals.installCalico(calico, {
    timeoutMs,
    verifyAddresses,
    offline,
    ...(version !== undefined && { version }),
    ...(manifest !== undefined && { manifest }),
    ...(registry !== undefined && { registry }),
  })
}
