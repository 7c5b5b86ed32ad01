import { calicoSettings } from '../calico/settings.ts'
import { describeFabric } from '../clab/describe.ts'
import { reviewOf, type Review } from '../document/review.ts'
import { anything, checkShape, text, type Shape } from '../document/shape.ts'
import { flannelSettings } from '../flannel/settings.ts'
import { TopologyError } from '../issue/topology-error.ts'
import { describeCluster, type ClusterModel } from '../kind/describe.ts'
import type { LabDefinition } from './lab-definition.ts'

/** The documents of a lab; its name is the kind config's. */
export type LabParts = Omit<LabDefinition, 'name'> & Partial<Pick<LabDefinition, 'name'>>

/**
 * Defines a lab by its documents: all of them are checked, by themselves and with one another. Whether an engine models
 * every object of the workload, {@link describeWorkload} says.
 *
 * @throws {@link TopologyError} with every mistake at once: of a document, two CNIs, a CNI without a fabric, pods without a CNI,
 * another name than the kind config's.
 * @example
 * ```ts
 * export default defineLab(racks({ name: 'lab', racks: 2, nodesPerRack: 2, calico: { vxlan: 'CrossSubnet' } }))
 * ```
 */
export function defineLab(parts: LabParts): LabDefinition {
  const review = reviewOf(parts, 'lab')
  checkShape(review, parts, shape)
  // What is of a wrong type leaves nothing to derive from.
  review.settle()
  const cluster = reviewed(review, () => describeCluster(parts.kind))
  if (cluster !== undefined) checkTogether(review, parts, cluster)
  review.settle()
  return { ...parts, name: cluster?.name ?? '' }
}

const shape: Shape = {
  type: 'object',
  required: ['kind'],
  keys: {
    name: text,
    // Each document is checked by its own rules.
    kind: { type: 'object', keys: {}, open: true },
    clab: { type: 'object', keys: {}, open: true },
    files: { type: 'map', of: text },
    calico: { type: 'object', keys: {}, open: true },
    flannel: { type: 'object', keys: {}, open: true },
    workload: { type: 'list', of: anything },
  },
}

function checkTogether(
  review: Review,
  { name, clab, files = {}, calico, flannel, workload = [] }: LabParts,
  cluster: ClusterModel,
): void {
  if (name !== undefined && name !== cluster.name)
    review.refuse(['name'], `is ${name}, and the kind config says ${cluster.name}; leave it out, or make them one`)
  if (clab !== undefined) reviewed(review, () => describeFabric(clab, { cluster, files }))
  if (calico !== undefined) reviewed(review, () => calicoSettings(calico, cluster))
  if (flannel !== undefined) reviewed(review, () => flannelSettings(flannel, cluster))
  if (calico !== undefined && flannel !== undefined)
    review.refuse(['flannel'], 'is given beside calico; a cluster has one CNI: leave one of them out')
  const cni = calico !== undefined ? 'calico' : flannel !== undefined ? 'flannel' : undefined
  if (cni !== undefined && clab === undefined)
    review.refuse([cni], 'stands on a fabric, and clab is not given; add the topology')
  if (cni !== undefined && !cluster.disableDefaultCni)
    review.refuse([cni], "stands beside kind's own CNI; set networking.disableDefaultCNI in the kind config")
  if (cni === undefined && workload.length > 0 && cluster.disableDefaultCni)
    review.refuse(['workload'], 'has pods, which need a CNI; add calico or flannel')
}

/** What a document's own rules derive from it; its mistakes are taken over. */
function reviewed<T>(review: Review, derive: () => T): T | undefined {
  try {
    return derive()
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error
    review.absorb(error.issues, [])
    return undefined
  }
}
