import type { CalicoOptions } from '@underlay/configs'
import type { Cluster } from './cluster.ts'
import type { InstallOptions } from './install-options.ts'
import { announced } from '../show/announce-lab.ts'

/** Calico's settings, and how to install it. */
export interface InstallCalicoOptions extends CalicoOptions, InstallOptions {
  /** On kind: where Calico's images come from, in place of `docker.io` or `quay.io`. */
  readonly registry?: string
}

/**
 * Installs Calico: on the netns engine what Felix and BIRD program, with the kernel's own tunnels and the stock BIRD 2, on kind the
 * upstream manifest with these settings. It waits until every node is Ready and has the declared address, and on the netns engine
 * until every node has a route to every block that it can hear of. Calling it again with other options changes the running lab:
 * pods keep their addresses and MTU.
 *
 * @param options Calico's own; `ipip` is `Always`, as in its manifest, unless said otherwise. The address autodetection is derived
 *   from the topology. On kind several `pools` and what is below `bgp` are refused: apply Calico's objects there.
 * @throws LabStateError before a fabric is attached, where flannel is installed, when a node's address is not the declared one, or
 *   pods would lose theirs.
 * @throws TopologyError when Calico refuses the settings.
 * @throws LabError offline, with what is missing; on the netns engine, when a manifest is asked for, or the kernel lacks a tunnel.
 * @throws LabTimeoutError with the missing routes, or the pods and nodes that are not ready, and why.
 * @example
 * await installCalico(cluster, { ipip: 'CrossSubnet' })
 * @example
 * // A route reflector in the rack, in the place of the mesh.
 * const peers = [{ peerSelector: "kubernetes.io/hostname ends with '-worker'" }]
 * await installCalico(cluster, { ipip: 'Never', bgp: { mesh: false, routeReflectors: { worker: '244.0.0.1' }, peers } })
 * @see https://docs.tigera.io/calico/latest/networking/configuring/vxlan-ipip
 * @see https://docs.tigera.io/calico/latest/networking/configuring/bgp
 */
export async function installCalico(cluster: Cluster, options: InstallCalicoOptions = {}): Promise<void> {
  const { verifyAddresses = true, version, manifest, offline = false, registry, signal, ...rest } = options
  const { timeoutMs = cluster.engine === 'netns' ? 30_000 : 300_000, ...calico } = rest
  await cluster.internals.installCalico(calico, {
    timeoutMs,
    verifyAddresses,
    offline,
    ...(version !== undefined && { version }),
    ...(manifest !== undefined && { manifest }),
    ...(registry !== undefined && { registry }),
    ...(signal && { signal }),
  })
  announced(cluster)
}
