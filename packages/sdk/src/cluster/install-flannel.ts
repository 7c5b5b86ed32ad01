import type { FlannelOptions } from '@underlay/configs'
import type { Cluster } from './cluster.ts'
import type { InstallOptions } from './install-options.ts'

/** flannel's settings, and how to install it. */
export interface InstallFlannelOptions extends FlannelOptions, InstallOptions {}

/**
 * Installs flannel by its upstream manifest, on the kind engine: waits until its pods run, every node is Ready, and
 * flannel has recorded the declared address for each. With `directRouting` nodes of one rack reach each other's pods
 * without a tunnel.
 *
 * @param options flannel's own; `iface` is derived from the topology.
 * @throws LabError on the netns engine, which models Calico only; offline, with what is missing.
 * @throws LabStateError before a fabric is attached, or when a node's address is not the declared one.
 * @throws TopologyError when flannel refuses the settings, or the manifest lacks what is to be changed.
 * @throws LabTimeoutError with the pods and nodes that are not ready, and why.
 * @example
 * await installFlannel(cluster, { backend: 'vxlan', directRouting: true })
 * @see https://github.com/flannel-io/flannel/blob/master/Documentation/backends.md
 */
export async function installFlannel(cluster: Cluster, options: InstallFlannelOptions = {}): Promise<void> {
  const { timeoutMs = 300_000, verifyAddresses = true, version, manifest, offline = false, ...flannel } = options
  const source = { ...(version !== undefined && { version }), ...(manifest !== undefined && { manifest }) }
  await cluster.internals.installFlannel(flannel, { timeoutMs, verifyAddresses, offline, ...source })
}
