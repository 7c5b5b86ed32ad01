import {
  describeCluster,
  kernelNeeds,
  parseKindConfig,
  requestedClusterTrust,
  type KernelNeed,
  type KindConfig,
  type LabDocuments,
} from '@underlay/configs'
import { chooseEngine, type EngineName } from '../engine/choose.ts'
import { createLab } from '../engine/netns/create-lab.ts'
import { netnsEngine } from '../engine/netns/netns-engine.ts'
import { LabError } from '../errors.ts'
import { hostAsked, type HostName } from '../host/choose-host.ts'
import type { OnMade } from '../lab/on-made.ts'
import type { Lifetime } from '../lab/state.ts'
import { sayProgress } from '../output/progress.ts'
import { announced } from '../show/announce-lab.ts'
import { clusterOf, type Cluster } from './cluster.ts'
import { requireTrust } from './require-trust.ts'

export interface CreateOptions {
  /** Default what `UNDERLAY_ENGINE` says, else `auto`: kind when Docker and kind answer, else netns. */
  readonly engine?: EngineName
  /**
   * What carries a lab of the netns engine, default what `UNDERLAY_HOST` says, else `auto`. `local` is this machine's own
   * kernel, as root or in user namespaces; `microvm` a kernel of its own in QEMU;
   * `docker` one privileged container without a network. `auto` takes the local one when it can
   * make all that the lab needs.
   */
  readonly host?: HostName
  /** What is known of the lab, so that its kernel need do no more; without it, everything may come. Only netns. */
  readonly lab?: LabDocuments
  /** Default `process`: the lab ends with this process, however that ends. */
  readonly lifetime?: Lifetime
  /** The image of every node, in place of the config's; default what `UNDERLAY_NODE_IMAGE` says. Only kind has images. */
  readonly image?: string
  /** `on-failure` leaves the nodes of a cluster that kind could not bring up, to look into them. Only kind. */
  readonly keep?: 'on-failure'
  /** The image of the lab's helper on kind, and of the lab on host `docker`, with perl, ip, bridge, nft, tcpdump and ping.
   * Default `UNDERLAY_TOOLS_IMAGE`, else on kind the node image when it has them, else a public one. */
  readonly toolsImage?: string
  /** Never pull an image in any step of the lab, default false. Only kind and host `docker` have images. */
  readonly offline?: boolean
  /** Mount folders, take images, open ports and patch nodes as a config asks that was parsed from a text. Default false. Only kind. */
  readonly trust?: boolean
  /** Ends the making, and removes what was made. */
  readonly signal?: AbortSignal
  /** Told each line of kind's progress and the engine and host that `auto` chose, default standard error. */
  readonly onProgress?: (line: string) => void
}

/**
 * Makes the cluster that a kind config describes: nodes in Docker's network, tainted and NotReady as Kubernetes has them
 * without a CNI. A persistent lab that was made from the same config is found again.
 *
 * @param config a kind config, or its YAML.
 * @throws TopologyError with every mistake of the document.
 * @throws TrustError on the kind engine, with every line of a text that asks for more than nodes of its own, before anything is made.
 * @throws LabStateError when the name is in use.
 * @throws ToolMissingError when this machine cannot build the lab; it has the line that prepares it.
 * @throws LabError with everything about this machine that speaks against a kind cluster, or when there is no such engine,
 *   host or lifetime.
 * @throws EngineError when the lab's machine does not start, or kind fails.
 * @example
 * await using cluster = await createKindCluster(calicoIpipCrossSubnet().kind)
 * @see https://kind.sigs.k8s.io/docs/user/configuration/
 */
export async function createKindCluster(config: KindConfig | string, options: CreateOptions = {}): Promise<Cluster> {
  return makeCluster(config, options)
}

/**
 * The same; whoever gives `onMade` keeps a persistent lab himself, once it is as he wants it. With `replace` a lab of that
 * name ends, once it is known that this machine can make the new one.
 */
export async function makeCluster(
  config: KindConfig | string,
  options: CreateOptions & { readonly onMade?: OnMade; readonly replace?: boolean },
): Promise<Cluster> {
  const { lifetime = 'process', onProgress: say = sayProgress } = options
  // One that is neither would keep the lab for good.
  if (!lifetimes.includes(lifetime)) {
    throw new LabError(`there is no lifetime ${String(lifetime)}`, `one of ${lifetimes.join(', ')}`)
  }
  const parsed = typeof config === 'string' ? parseKindConfig(config, { file: 'kind.yaml' }) : config
  describeCluster(parsed)
  const engine = await chooseEngine(options.engine, say)
  if (engine === 'netns') {
    const { connection, state } = await createLab(parsed, {
      ...options,
      lifetime,
      host: hostAsked(options.host),
      needs: needsOf(parsed, options),
      say,
    })
    return announced(clusterOf(netnsEngine(connection, state), 'creator'))
  }
  if (options.trust !== true) requireTrust('createKindCluster(config, { trust: true })', requestedClusterTrust(parsed))
  const { createKindEngine } = await import('../engine/kind/create-engine.ts')
  return announced(clusterOf(await createKindEngine(parsed, { ...options, lifetime, say }), 'creator'))
}

const lifetimes: readonly Lifetime[] = ['process', 'persistent']

// A local kernel that was asked for by name is refused for what is known to be needed only.
function needsOf(kind: KindConfig, { host, lab }: CreateOptions): readonly KernelNeed[] {
  const known = lab ?? (hostAsked(host) === 'auto' ? undefined : {})
  return kernelNeeds(known && { kind, ...known })
}
