import { describeCluster, parseKindConfig, type KindConfig } from '@underlay/configs'
import { chooseEngine, type EngineName } from '../engine/choose.ts'
import { createKindEngine } from '../engine/kind/create-engine.ts'
import { createLab } from '../engine/netns/create-lab.ts'
import { netnsEngine } from '../engine/netns/netns-engine.ts'
import { hostAsked, type HostName } from '../host/choose-host.ts'
import type { Lifetime } from '../lab/state.ts'
import { sayProgress } from '../output/progress.ts'
import { clusterOf, type Cluster } from './cluster.ts'

export interface CreateOptions {
  /** Default what `UNDERLAY_ENGINE` says, else `auto`: kind when Docker and kind answer, else netns. */
  readonly engine?: EngineName
  /**
   * What carries a lab of the netns engine, default what `UNDERLAY_HOST` says, else `auto`. `local` is this machine's own
   * kernel, as root or in user namespaces; `microvm` a kernel of its own in QEMU.
   */
  readonly host?: HostName
  /** Default `process`: the lab ends with this process, however that ends. */
  readonly lifetime?: Lifetime
  /** The image of every node, in place of the config's; default what `UNDERLAY_NODE_IMAGE` says. Only kind has images. */
  readonly image?: string
  /** `on-failure` leaves the nodes of a cluster that kind could not bring up, to look into them. Only kind. */
  readonly keep?: 'on-failure'
  /** The image of the lab's helper on kind, with perl, ip, bridge, nft, tcpdump and ping. Default `UNDERLAY_TOOLS_IMAGE`,
   * else the node image when it has them, else a public one. */
  readonly toolsImage?: string
  /** Never pull an image in any step of the lab, default false. Only kind. */
  readonly offline?: boolean
  /** Stops kind, and removes what it made. Only kind. */
  readonly signal?: AbortSignal
  /** Told each line of kind's progress and the engine that `auto` chose, default standard error. */
  readonly onProgress?: (line: string) => void
}

/**
 * Makes the cluster that a kind config describes: nodes in Docker's network, tainted and NotReady as Kubernetes has them
 * without a CNI. A persistent lab that was made from the same config is found again.
 *
 * @param config a kind config, or its YAML.
 * @throws TopologyError with every mistake of the document.
 * @throws LabStateError when the name is in use.
 * @throws ToolMissingError when this machine cannot build the lab; it has the line that prepares it.
 * @throws LabError with everything about this machine that speaks against a kind cluster.
 * @throws EngineError when the lab's machine does not start, or kind fails.
 * @example
 * await using cluster = await createKindCluster(calicoIpipCrossSubnet().kind)
 * @see https://kind.sigs.k8s.io/docs/user/configuration/
 */
export async function createKindCluster(config: KindConfig | string, options: CreateOptions = {}): Promise<Cluster> {
  const { lifetime = 'process', onProgress: say = sayProgress } = options
  const parsed = typeof config === 'string' ? parseKindConfig(config, { file: 'kind.yaml' }) : config
  describeCluster(parsed)
  const engine = await chooseEngine(options.engine, say)
  if (engine === 'netns') {
    const { connection, state } = await createLab(parsed, { lifetime, host: hostAsked(options.host) })
    return clusterOf(netnsEngine(connection, state), 'creator')
  }
  return clusterOf(await createKindEngine(parsed, { ...options, lifetime, say }), 'creator')
}
