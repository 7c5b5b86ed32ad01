import type { ClabTopology } from '../clab/topology.ts'
import { describeFabric } from '../clab/describe.ts'
import { describeCluster } from '../kind/describe.ts'
import type { KindConfig } from '../kind/config.ts'
import type { GraphContent } from './graph-content.ts'
import type { LabGraph } from './lab-graph.ts'
import { modelGraph } from './model-graph.ts'

/** What else a graph is made from. */
export interface LabGraphOptions extends GraphContent {
  /** The texts that the topology binds, by their path in it. */
  readonly files?: Readonly<Record<string, string>>
}

/**
 * A lab as places and links, from its documents, without a topology its nodes alone: what {@link graphDot} and {@link graphMermaid} draw.
 *
 * @throws {@link TopologyError} with every mistake of the documents.
 * @example
 * ```ts
 * const { kind, clab, files } = calicoIpipCrossSubnet()
 * const graph = labGraph(kind, clab, { files })
 * graph.places.find(({ name }) => name === 'worker2')?.interfaces // net0 has 10.1.8.10/24
 * ```
 */
export function labGraph(
  kind: KindConfig,
  clab: ClabTopology | undefined,
  { files, ...content }: LabGraphOptions = {},
): LabGraph {
  const cluster = describeCluster(kind)
  const fabric = clab && describeFabric(clab, { cluster, ...(files && { files }) })
  return modelGraph(cluster, fabric, content)
}
