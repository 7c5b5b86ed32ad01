import { parseClabTopology, type ClabTopology, type FabricModel } from '@underlay/configs'
import type { Cluster } from './cluster.ts'

/** The fabric of a lab, as its topology declares it. */
export type Fabric = FabricModel

/**
 * Wires the cluster's nodes into the fabric of a containerlab topology and runs its `exec` lines. Running it again makes
 * what is missing.
 *
 * @param topology the topology, or its YAML.
 * @param options.files the documents that the topology binds, by their path in it.
 * @throws TopologyError with every mistake and everything that the engine cannot realise, before anything is created.
 * @throws LabStateError when another topology is attached.
 * @throws CommandError when an `exec` line fails.
 * @example
 * const fabric = await attachClabFabric(cluster, preset.clab, { files: preset.files })
 * @see https://containerlab.dev/manual/topo-def-file/
 */
export async function attachClabFabric(
  cluster: Cluster,
  topology: ClabTopology | string,
  { files = {} }: { readonly files?: Readonly<Record<string, string>> } = {},
): Promise<Fabric> {
  const parsed = typeof topology === 'string' ? parseClabTopology(topology, { file: 'clab.yaml' }) : topology
  await cluster.internals.attach(parsed, files)
  const { fabric } = cluster.internals.model()
  if (fabric === undefined) throw new TypeError('a fabric was attached and is not there')
  return fabric
}
