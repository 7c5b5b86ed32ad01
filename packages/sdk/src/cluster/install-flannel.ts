import type { FlannelOptions } from '@underlay/configs'
import type { Cluster } from './cluster.ts'
import type { InstallOptions } from './install-options.ts'
import { announced } from '../show/announce-lab.ts'

/** flannel's settings, and how to install it. */
export interface InstallFlannelOptions extends FlannelOptions, InstallOptions {}

/**
 * Installs flannel: on the netns engine what flanneld and the bridge plugin program, on kind the upstream manifest. It waits
 * until every node is Ready and has the declared address. With `directRouting` nodes of one rack reach each other's pods
 * without a tunnel. Calling it again with other options changes the running lab.
 *
 * @param options flannel's own; `iface` is derived from the topology.
 * @throws LabError offline, with what is missing; on the netns engine, when a manifest is asked for.
 * @throws LabStateError before a fabric is attached, where Calico is installed, or when a node's address is not the declared one.
 * @throws TopologyError when flannel refuses the settings, or the manifest lacks what is to be changed.
 * @throws LabTimeoutError with the pods and nodes that are not ready, and why.
 * @example
 * await installFlannel(cluster, { backend: 'vxlan', directRouting: true })
 * @see https://github.com/flannel-io/flannel/blob/master/Documentation/backends.md
 */
export async function installFlannel(cluster: Cluster, options: InstallFlannelOptions = {}): Promise<void> {
  const {
    timeoutMs = cluster.engine === 'netns' ? 30_000 : 300_000,
    verifyAddresses = true,
    version,
    manifest,
    offline = false,
    signal,
    ...flannel
  } = options
  const ending = signal && { signal }
  const source = { ...(version !== undefined && { version }), ...(manifest !== undefined && { manifest }) }
  await cluster.internals.installFlannel(flannel, { timeoutMs, verifyAddresses, offline, ...source, ...ending })
  announced(cluster)
}
