import { clusterGraph, labGraph, untilAborted, type LabGraph } from '@underlay/sdk'
import type { LabArgs } from '../lab/lab-args.ts'
import { openLab } from '../lab/open-lab.ts'
import type { SourceArgs } from '../up/lab-source.ts'
import { loadLab } from '../up/load-lab.ts'
import { sourceOf } from '../up/source-of.ts'

/**
 * The lab that documents describe, as it will be wired; `undefined` when none are named. Nothing outside of a topology's
 * folder is read.
 *
 * @throws UsageError, TopologyError or LabError when they cannot be read.
 */
export async function documentGraph(args: SourceArgs, signal: AbortSignal): Promise<LabGraph | undefined> {
  const source = sourceOf(args)
  if (source === undefined) return undefined
  const { kind, clab, files = {} } = await loadLab(source, { trust: false, signal })
  return labGraph(kind, clab, { files })
}

/** The lab that runs, with its pods and tunnels. */
export async function runningGraph(args: LabArgs, signal: AbortSignal): Promise<LabGraph> {
  await using cluster = await openLab(args, signal)
  return await untilAborted(() => clusterGraph(cluster), signal)
}
