import { TopologyError, type LabDefinition } from '@underlay/configs'
import { LabStateError } from '../errors.ts'
import { growthOf, type Growth } from '../lab/growth.ts'
import type { SeenLab } from './find-lab.ts'
import type { PlannedStep } from './planned-step.ts'

/** What a definition adds to a lab that runs; `undefined` where it adds no node, or has not all that the lab has. */
export function planGrowth({ kind, clab, files = {} }: LabDefinition, seen: SeenLab | undefined): Growth | undefined {
  // kind adds no node to a cluster that runs, and what ends with another process is not ours.
  if (seen?.engine !== 'netns' || seen.lifetime === 'process') return undefined
  const { fabric } = seen
  if (fabric === undefined || clab === undefined) return undefined
  try {
    const growth = growthOf({ kind: seen.kind, fabric }, { kind, topology: clab, files })
    return growth.nodes.length + growth.others.length > 0 ? growth : undefined
  } catch (error) {
    // The definition is sound; what is not may be the record of another version.
    if (error instanceof LabStateError || error instanceof TopologyError) return undefined
    throw error
  }
}

/** `nodes worker4, worker5, and gw1` */
export function formatGrowth({ nodes, others }: Growth): string {
  const ofCluster = nodes.length === 0 ? [] : [`${nodes.length === 1 ? 'node' : 'nodes'} ${nodes.join(', ')}`]
  return [...ofCluster, ...(others.length === 0 ? [] : [others.join(', ')])].join(', and ')
}

/** Whether a plan lets the lab that runs grow. */
export function grows(planned: readonly PlannedStep[]): boolean {
  return planned.some(({ step, action }) => step === 'attach' && action === 'change')
}
