import {
  parseClabTopology,
  parseKindConfig,
  requestedTrust,
  type ClabTopology,
  type KindConfig,
} from '@underlay/configs'
import type { Cluster, NodeEndpoint } from './cluster.ts'
import { requireTrust } from './require-trust.ts'

/** The documents of a lab that has grown; they have all that the lab has, as it is, and new nodes after those. */
export interface GrownLab {
  /** The kind config, or its YAML. */
  readonly kind: KindConfig | string
  /** The topology, or its YAML. */
  readonly clab: ClabTopology | string
  /** The documents that the topology binds, by their path in it. */
  readonly files?: Readonly<Record<string, string>>
}

/**
 * Adds nodes to a running lab of the netns engine: makes them, wires their links, installs the CNI there too, and starts
 * the pods of DaemonSets on them. Pods that run and captures go on. With the documents that the lab has it changes nothing.
 *
 * @param options.trust run the lines of a topology that was parsed from a text, as for `attachClabFabric`. Default false.
 * @param options.signal ends it: the new nodes are taken away again.
 * @returns the new nodes.
 * @throws TrustError with every such line, before anything is made.
 * @throws LabStateError when the documents do not have all that the lab has, or no fabric is attached; it names the difference.
 * @throws TopologyError with every mistake in the documents, before anything is made.
 * @throws the signal's reason when it is aborted.
 * @throws LabError on the kind engine and on a cluster that the SDK did not make.
 * @example
 * const three = racks({ name: 'lab', racks: 3, nodesPerRack: 2 })
 * const [added] = await addNodes(cluster, { kind: three.kind, clab: three.clab, files: three.files })
 */
export async function addNodes(
  cluster: Cluster,
  { kind, clab, files = {} }: GrownLab,
  { trust = false, signal }: { readonly trust?: boolean; readonly signal?: AbortSignal } = {},
): Promise<NodeEndpoint[]> {
  const topology = typeof clab === 'string' ? parseClabTopology(clab, { file: 'clab.yaml' }) : clab
  if (!trust) requireTrust('addNodes(cluster, documents, { trust: true })', requestedTrust(topology, files))
  const known = new Set(namesOf(cluster))
  const documents = {
    kind: typeof kind === 'string' ? parseKindConfig(kind, { file: 'kind.yaml' }) : kind,
    topology,
    files,
  }
  await cluster.internals.addNodes(documents, signal)
  const added = namesOf(cluster).filter((name) => !known.has(name))
  return added.map((name) => cluster.node(name))
}

function namesOf(cluster: Cluster): string[] {
  return cluster.internals.model().cluster.nodes.map(({ shortName }) => shortName)
}
