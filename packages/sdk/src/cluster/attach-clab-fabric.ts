import { parseClabTopology, requestedTrust, type ClabTopology, type FabricModel } from '@underlay/configs'
import type { Cluster } from './cluster.ts'
import { announced } from '../show/announce-lab.ts'
import { requireTrust } from './require-trust.ts'

/** The fabric of a lab, as its topology declares it. */
export type Fabric = FabricModel

/**
 * Wires the cluster's nodes into the fabric of a containerlab topology and runs its `exec` lines. Running it again makes
 * what is missing.
 *
 * @param topology the topology, or its YAML.
 * @param options.files the documents that the topology binds, by their path in it.
 * @param options.driver what wires it on the kind engine: the containerlab binary, or the SDK itself. Default `auto`:
 * containerlab where it is on the PATH and works, else the built-in wiring. A lab keeps to the driver that it has.
 * @param options.trust run the lines of a topology that was parsed from a text, bind its files, make its links to this
 * machine; where containerlab wires it, make its containers. Default false: only what was built in code may do that.
 * @param options.signal ends it, though not a containerlab that runs; calling it again goes on from what is there. On the
 * netns engine only before it has begun.
 * @throws TrustError with every such line, before anything is created.
 * @throws TopologyError with every mistake and everything that the engine cannot realise, before anything is created.
 * @throws LabStateError when another topology is attached.
 * @throws CommandError when an `exec` line fails.
 * @throws ToolMissingError when containerlab is asked for and not there; LabError when it does not work here, or the
 * engine is netns; EngineError when it fails.
 * @example
 * const fabric = await attachClabFabric(cluster, preset.clab, { files: preset.files })
 * @see https://containerlab.dev/manual/topo-def-file/
 */
export async function attachClabFabric(
  cluster: Cluster,
  topology: ClabTopology | string,
  options: {
    readonly files?: Readonly<Record<string, string>>
    readonly driver?: 'auto' | 'containerlab' | 'built-in'
    readonly trust?: boolean
    readonly signal?: AbortSignal
  } = {},
): Promise<Fabric> {
  const { files = {}, driver = 'auto', trust = false, signal } = options
  const parsed = typeof topology === 'string' ? parseClabTopology(topology, { file: 'clab.yaml' }) : topology
  const containers = cluster.engine === 'kind' && driver !== 'built-in'
  if (!trust)
    requireTrust('attachClabFabric(cluster, topology, { trust: true })', requestedTrust(parsed, files, { containers }))
  await cluster.internals.attach(parsed, files, { driver, trust, ...(signal && { signal }) })
  const { fabric } = cluster.internals.model()
  if (fabric === undefined) throw new TypeError('a fabric was attached and is not there')
  announced(cluster)
  return fabric
}
