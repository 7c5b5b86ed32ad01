import { parseKindConfig, type KindConfig } from '@underlay/configs'
import { createLab } from '../engine/netns/create-lab.ts'
import { netnsEngine } from '../engine/netns/netns-engine.ts'
import { chooseEngine, type EngineName } from '../engine/choose.ts'
import type { Lifetime } from '../lab/state.ts'
import { clusterOf, type Cluster } from './cluster.ts'

export interface CreateOptions {
  /** Default `auto`, or what `UNDERLAY_ENGINE` says. */
  readonly engine?: EngineName
  /** Default `process`: the lab ends with this process, however that ends. */
  readonly lifetime?: Lifetime
}

/**
 * Makes the cluster that a kind config describes: nodes with an eth0 in Docker's network, tainted and NotReady as
 * Kubernetes has them without a CNI. A persistent lab that was made from the same config is found again.
 *
 * @param config a kind config, or its YAML.
 * @throws TopologyError with every mistake of the document.
 * @throws LabStateError when the name is in use.
 * @throws ToolMissingError when this machine cannot build the lab; it has the line that prepares it.
 * @throws EngineError when the lab's machine does not start.
 * @example
 * await using cluster = await createKindCluster(calicoIpipCrossSubnet().kind)
 * @see https://kind.sigs.k8s.io/docs/user/configuration/
 */
export async function createKindCluster(config: KindConfig | string, options: CreateOptions = {}): Promise<Cluster> {
  const parsed = typeof config === 'string' ? parseKindConfig(config, { file: 'kind.yaml' }) : config
  chooseEngine(options.engine)
  const lifetime = options.lifetime ?? 'process'
  const { connection, state } = await createLab(parsed, lifetime)
  return clusterOf(netnsEngine(connection, state), 'creator')
}
